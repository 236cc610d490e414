import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Draft } from './draft.js';

/** The signed-in operator of a request. */
export interface Visit {
  /** Recorded in the audit log as the actor. */
  account: string;
  name: string;
  /** Required in every form. */
  csrfToken: string;
  /** The result of the last operation; shown once. */
  notice?: string;
  /** The reason that was typed before the session ended. */
  draft?: Draft;
}

export type ConsoleRequest = Request & { visit?: Visit };

/** Requires the {@link OperatorSessionGuard}. */
export const Visitor = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<ConsoleRequest>().visit,
);
