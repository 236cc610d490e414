import { Body, Controller, Get, Post, Query, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignInGuard } from '../accounts/sign-in.guard.js';
import { Settings } from '../config/settings.js';
import { clearCookie, readCookie, SESSION_COOKIE, setCookie } from './cookies.js';
import { OperatorErrorsFilter } from './operator-errors.filter.js';
import { OperatorSessionGuard, type OperatorRequest } from './operator-session.guard.js';
import { OperatorSessionsService, SESSION_SECONDS } from './operator-sessions.service.js';
import { accountPage, loginPage, sendPage } from './pages.js';
import { SameOriginGuard } from './same-origin.guard.js';

type Fields = Record<string, unknown>;

/** Signs operators in and out. The console itself has no session. */
@Controller('admin')
@UseGuards(SameOriginGuard)
@UseFilters(OperatorErrorsFilter)
export class SignInController {
  constructor(
    private readonly settings: Settings,
    private readonly sessions: OperatorSessionsService,
  ) {}

  @Get('login')
  show(@Query() { to, ended }: Fields, @Res() response: Response): void {
    sendPage(response, loginPage({ wanted: this.ownPath(to), ended: ended !== undefined }));
  }

  @Post('login')
  @UseGuards(SignInGuard)
  async signIn(@Body() form: Fields | undefined, @Res() response: Response): Promise<void> {
    const { account, password, to } = form ?? {};
    const wanted = this.ownPath(to);
    const token =
      typeof account === 'string' && typeof password === 'string'
        ? await this.sessions.signIn(account.trim(), password)
        : undefined;
    if (!token) {
      sendPage(response, loginPage({ wanted, failed: true }), 403);
      return;
    }
    setCookie(response, this.settings.address, SESSION_COOKIE, token, SESSION_SECONDS);
    response.set('Cache-Control', 'no-store').redirect(303, wanted);
  }

  @Get('account')
  @UseGuards(OperatorSessionGuard)
  account(@Req() { operator }: OperatorRequest, @Res() response: Response): void {
    sendPage(response, accountPage(operator.name));
  }

  @Post('logout')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.sessions.signOut(readCookie(request, SESSION_COOKIE) ?? '');
    clearCookie(response, SESSION_COOKIE);
    response.set('Cache-Control', 'no-store').redirect(303, '/admin/login');
  }

  /** Restricts the redirect after signing in to the pages of operators: no open redirect. */
  private ownPath(wanted: unknown): string {
    if (typeof wanted !== 'string' || !URL.canParse(wanted, this.settings.address)) return '/admin';
    const { origin, pathname, search } = new URL(wanted, this.settings.address);
    const isOurs = origin === this.settings.address && /^\/admin(?:\/|$)/.test(pathname);
    return isOurs ? pathname + search : '/admin';
  }
}
