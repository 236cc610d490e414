import { timingSafeEqual } from 'node:crypto';
import { ForbiddenException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { draftOf, readDraft } from './draft.js';
import { NOTICE_COOKIE, readCookie, SESSION_COOKIE } from './cookies.js';
import { NotSignedInError } from './not-signed-in.error.js';
import { csrfTokenFor, OperatorSessionsService } from './operator-sessions.service.js';
import type { ConsoleRequest } from './visit.js';

/** Admits signed-in operators. A request other than GET or HEAD must carry the CSRF token of the session. */
@Injectable()
export class OperatorSessionGuard implements CanActivate {
  constructor(private readonly sessions: OperatorSessionsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ConsoleRequest>();
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const token = readCookie(request, SESSION_COOKIE);
    const account = token ? await this.sessions.find(token) : undefined;
    if (!token || !account) {
      throw reads
        ? new NotSignedInError(request.originalUrl)
        : new NotSignedInError(formPage(request), draftOf(request));
    }
    const csrfToken = csrfTokenFor(token);
    if (!reads && !same(formToken(request.body), csrfToken)) {
      throw new ForbiddenException('This form has expired. Go back, reload the page and try again.');
    }
    const notice = readCookie(request, NOTICE_COOKIE);
    const draft = readDraft(request);
    request.visit = {
      account: account.id,
      name: account.name,
      csrfToken,
      notice,
      draft,
    };
    return true;
  }
}

/** The path of the page with the form. {@link SameOriginGuard} has checked that it is ours. */
function formPage({ headers: { referer = '' } }: ConsoleRequest): string {
  if (!URL.canParse(referer)) return '/admin';
  const { pathname, search } = new URL(referer);
  return pathname + search;
}

function formToken(body: unknown): string {
  const token = (body as { csrf?: unknown } | undefined)?.csrf;
  return typeof token === 'string' ? token : '';
}

function same(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
