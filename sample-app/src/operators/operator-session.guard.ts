import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Account } from '../accounts/account.entity.js';
import { readCookie, SESSION_COOKIE } from './cookies.js';
import { NotSignedInError } from './not-signed-in.error.js';
import { OperatorSessionsService } from './operator-sessions.service.js';

export type OperatorRequest = Request & { operator: Account };

/** Admits signed-in operators. */
@Injectable()
export class OperatorSessionGuard implements CanActivate {
  constructor(private readonly sessions: OperatorSessionsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    const token = readCookie(request, SESSION_COOKIE);
    const account = token ? await this.sessions.find(token) : undefined;
    if (!account) {
      const reads = request.method === 'GET' || request.method === 'HEAD';
      throw new NotSignedInError(reads ? request.originalUrl : formPage(request), !reads);
    }
    request.operator = account;
    return true;
  }
}

/** The path of the page with the form. The console fills the reason that was typed into the same form again. */
function formPage({ originalUrl, headers: { referer = '' }, body }: Request): string {
  if (!URL.canParse(referer)) return '/admin';
  const { pathname, searchParams } = new URL(referer);
  const { reason } = (body ?? {}) as { reason?: unknown };
  if (typeof reason === 'string' && reason !== '') {
    searchParams.set('reason', reason.slice(0, 500));
    searchParams.set('form', originalUrl.replace('/admin/', ''));
  }
  return searchParams.size > 0 ? `${pathname}?${searchParams.toString()}` : pathname;
}
