import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Who looks at the console. */
export interface Visit {
  /** For the audit. */
  account: string;
  name: string;
  /** To be put into every form. */
  csrfToken: string;
  /** What the last action came to; shown once. */
  notice?: string;
}

export type ConsoleRequest = Request & { visit?: Visit };

/** Behind the {@link OperatorSessionGuard}. */
export const Visitor = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<ConsoleRequest>().visit,
);
