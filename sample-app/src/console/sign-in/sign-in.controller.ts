import { Body, Controller, Get, Post, Query, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignInGuard } from '../../accounts/sign-in.guard.js';
import { SERVICE_NAME, Settings } from '../../config/settings.js';
import { ConsoleErrorsFilter } from '../console-errors.filter.js';
import { loginPage } from '../pages/login.page.js';
import { sendPage } from '../pages/send-page.js';
import { type Fields, text } from '../requests/fields.js';
import { clearCookie, readCookie, SESSION_COOKIE, setCookie } from './cookies.js';
import { OperatorSessionGuard } from './operator-session.guard.js';
import { OperatorSessionsService, SESSION_SECONDS } from './operator-sessions.service.js';
import { SameOriginGuard } from './same-origin.guard.js';

@Controller('admin')
@UseGuards(SameOriginGuard)
@UseFilters(ConsoleErrorsFilter)
export class SignInController {
  constructor(
    private readonly settings: Settings,
    private readonly sessions: OperatorSessionsService,
  ) {}

  @Get('login')
  show(@Query() query: Fields, @Res() response: Response): void {
    const wanted = this.ownPath(text(query, 'to'));
    const ended = text(query, 'ended') !== undefined;
    sendPage(response, loginPage({ service: SERVICE_NAME, wanted, ended }));
  }

  @Post('login')
  @UseGuards(SignInGuard)
  async signIn(@Body() form: Fields | undefined, @Res() response: Response): Promise<void> {
    const wanted = this.ownPath(text(form, 'to'));
    const password = form?.['password'];
    const token = await this.sessions.signIn(
      text(form, 'account') ?? '',
      typeof password === 'string' ? password : '',
    );
    if (!token) {
      sendPage(response, loginPage({ service: SERVICE_NAME, wanted, failed: true }), 403);
      return;
    }
    setCookie(response, this.settings.address, SESSION_COOKIE, token, SESSION_SECONDS);
    response.set('Cache-Control', 'no-store').redirect(303, wanted);
  }

  @Post('logout')
  @UseGuards(OperatorSessionGuard)
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.sessions.signOut(readCookie(request, SESSION_COOKIE) ?? '');
    clearCookie(response, SESSION_COOKIE);
    response.set('Cache-Control', 'no-store').redirect(303, '/admin/login');
  }

  /** Restricts the redirect after signing in to the console: no open redirect. */
  private ownPath(wanted: string | undefined): string {
    if (!wanted || !URL.canParse(wanted, this.settings.address)) return '/admin';
    const { origin, pathname, search } = new URL(wanted, this.settings.address);
    const isOurs = origin === this.settings.address && /^\/admin(?:\/|$)/.test(pathname);
    return isOurs ? pathname + search : '/admin';
  }
}
