import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { clientPath, linkTo } from './requests/link.js';

/** A reason that was typed before the application's session ended. */
interface Draft {
  /** The path of the form within the console; without it, every form of the page. */
  form: string | undefined;
  reason: string;
}

interface VisitDetails {
  /** The link to the console's first page, relative to the requested one. */
  root: string;
  /** Recorded in the audit log as the actor. */
  actor: string | undefined;
  /** Whether the operator may only look. */
  isReadOnly: boolean;
  /** Required in every form; the cookie holds the same. */
  formToken: string;
  /** Whether the cookie has yet to be set. */
  isNewToken: boolean;
  /** The result of the last operation; shown once. */
  notice: string | undefined;
  draft: Draft | undefined;
  isHttps: boolean;
  /** Under which the operator's browser reaches the application. */
  origin: string;
}

/** One request of an operator. */
export interface Visit extends VisitDetails {
  /** @param path within the console. Default: the first page. */
  link(path?: string, parameters?: Record<string, string | undefined>): string;
  linkToClient(clientId: string, operation?: string): string;
}

const visits = new WeakMap<object, Visit>();

/** Called once for each request, after the application's guards have admitted it. */
export function beginVisit(request: object, details: VisitDetails): Visit {
  const link: Visit['link'] = (path = '', parameters) =>
    linkTo(path ? `${details.root}/${path}` : details.root, parameters);
  const visit: Visit = { ...details, link, linkToClient: (...client) => link(clientPath(...client)) };
  visits.set(request, visit);
  return visit;
}

/** Injects the {@link Visit}. */
export const Visitor = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  visits.get(context.switchToHttp().getRequest<object>()),
);
