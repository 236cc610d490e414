import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Draft } from './draft.js';

/** The operator who looks at the console. */
export interface Visit {
  /** For the audit. */
  account: string;
  name: string;
  /** To be put into every form. */
  csrfToken: string;
  /** The result of the last action; shown once. */
  notice?: string;
  /** What was typed before the session ended. */
  draft?: Draft;
}

export type ConsoleRequest = Request & { visit?: Visit };

/** Behind the {@link OperatorSessionGuard}. */
export const Visitor = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<ConsoleRequest>().visit,
);
