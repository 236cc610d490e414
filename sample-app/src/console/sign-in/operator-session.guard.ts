import { timingSafeEqual } from 'node:crypto';
import { ForbiddenException, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { NOTICE_COOKIE, readCookie, SESSION_COOKIE } from './cookies.js';
import { NotSignedInError } from './not-signed-in.error.js';
import { csrfTokenFor, OperatorSessionsService } from './operator-sessions.service.js';
import type { ConsoleRequest } from './visit.js';

/** Lets operators through who have signed in; what changes something must carry their session's own token. */
@Injectable()
export class OperatorSessionGuard implements CanActivate {
  constructor(private readonly sessions: OperatorSessionsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ConsoleRequest>();
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const token = readCookie(request, SESSION_COOKIE);
    const account = token ? await this.sessions.find(token) : undefined;
    if (!token || !account) throw new NotSignedInError(reads ? request.originalUrl : '/admin');
    const csrfToken = csrfTokenFor(token);
    if (!reads && !same(formToken(request.body), csrfToken)) {
      throw new ForbiddenException('This form has expired. Go back, reload the page and try again.');
    }
    const notice = readCookie(request, NOTICE_COOKIE);
    request.visit = { account: account.id, name: account.name, csrfToken, ...(notice && { notice }) };
    return true;
  }
}

function formToken(body: unknown): string {
  const token = (body as { csrf?: unknown } | undefined)?.csrf;
  return typeof token === 'string' ? token : '';
}

function same(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
