import {
  Body,
  Controller,
  ForbiddenException,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { Provider } from 'oidc-provider';
import { AccountsService } from '../accounts/accounts.service.js';
import { SignInGuard } from '../accounts/sign-in.guard.js';
import { Settings } from '../config/settings.js';
import { text } from './form.js';
import { PageErrorsFilter } from './page-errors.filter.js';
import { signInFirstHeaders } from './pages/headers.js';
import { signInFirstPage } from './pages/login.page.js';
import { SESSION_SECONDS } from './provider.js';

/** Signs a user in before the server reads the document of an unknown client. The authorization request then starts over. */
@Controller('sign-in')
@UseFilters(PageErrorsFilter)
export class SignInController {
  constructor(
    private readonly provider: Provider,
    private readonly accounts: AccountsService,
    private readonly settings: Settings,
  ) {}

  @Post()
  @UseGuards(SignInGuard)
  async signIn(
    @Query() query: Record<string, unknown>,
    @Body() body: Record<string, unknown> | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.requireOwnForm(request);
    const to = text(query, 'to');
    if (!to.startsWith('/authorize?')) throw new ForbiddenException('This form leads nowhere.');
    const account = await this.accounts.signIn(text(body, 'account'), text(body, 'password'));
    if (!account) {
      response
        .status(403)
        .set(signInFirstHeaders())
        .type('html')
        .send(signInFirstPage({ to, failed: true }));
      return;
    }
    await this.openSession(account.id, request, response);
    response.set('Cache-Control', 'no-store').redirect(303, to);
  }

  /** Another site must not sign a user in to somebody else's account. Browsers send `Origin` with every form. */
  private requireOwnForm({ headers: { origin } }: Request): void {
    if (origin !== undefined && origin !== this.settings.address)
      throw new ForbiddenException('This form was sent from another site.');
  }

  /** The provider's own session, as if the user had signed in during an authorization request. */
  private async openSession(accountId: string, request: Request, response: Response): Promise<void> {
    const session = new this.provider.Session();
    session.loginAccount({ accountId });
    await session.save(SESSION_SECONDS);
    const { cookies } = this.provider.createContext(request, response);
    cookies.secure = this.settings.address.startsWith('https:');
    cookies.set(this.provider.cookieName('session'), session.jti, {
      httpOnly: true,
      sameSite: 'lax',
      overwrite: true,
      maxAge: SESSION_SECONDS * 1000,
    });
  }
}
