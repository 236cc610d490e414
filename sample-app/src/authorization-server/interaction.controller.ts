import { Body, Controller, Get, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { DcrAdminService, DcrClientService, type DcrClient } from 'nestjs-dcr';
import { explainUnusableClient } from 'nestjs-dcr/oidc-provider';
import type { Request, Response } from 'express';
import { errors, Provider } from 'oidc-provider';
import { AccountsService } from '../accounts/accounts.service.js';
import { SignInGuard } from '../accounts/sign-in.guard.js';
import { grantWhatIsMissing } from './grant.js';
import { PageErrorsFilter } from './page-errors.filter.js';
import { consentPage } from './pages/consent.page.js';
import { formPageHeaders } from './pages/headers.js';
import { loginPage } from './pages/login.page.js';
import { SCOPES } from './scopes.js';
import { UnusableClientError } from './unusable-client.error.js';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** The login and consent pages, between a client's authorization request and its code. */
@Controller('interaction/:uid')
@UseFilters(PageErrorsFilter)
export class InteractionController {
  constructor(
    private readonly provider: Provider,
    private readonly accounts: AccountsService,
    private readonly clients: DcrClientService,
    private readonly admin: DcrAdminService,
  ) {}

  @Get()
  async show(@Param('uid') uid: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { interaction, client } = await this.load(uid, request, response);
    const page =
      interaction.prompt.name === 'login'
        ? loginPage({ uid, clientName: client.clientName })
        : await this.consentPage(interaction, client);
    send(response, 200, page);
  }

  @Post('login')
  @UseGuards(SignInGuard)
  async login(
    @Param('uid') uid: string,
    @Body() body: Record<string, unknown> | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { client } = await this.load(uid, request, response, 'login');
    const account = await this.accounts.signIn(text(body, 'account'), text(body, 'password'));
    if (!account) {
      send(response, 403, loginPage({ uid, clientName: client.clientName, failed: true }));
      return;
    }
    await this.provider.interactionFinished(request, response, { login: { accountId: account.id } });
  }

  @Post('consent')
  async consent(
    @Param('uid') uid: string,
    @Body() body: Record<string, unknown> | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { interaction } = await this.load(uid, request, response, 'consent');
    const result =
      body?.['decision'] === 'allow'
        ? { consent: { grantId: await grantWhatIsMissing(this.provider, interaction) } }
        : { error: 'access_denied', error_description: 'The user denied access.' };
    await this.provider.interactionFinished(request, response, result);
  }

  /** Loads the interaction if its cookie belongs to this browser and its client is still active. */
  private async load(uid: string, request: Request, response: Response, prompt?: 'login' | 'consent') {
    const interaction = await this.provider.interactionDetails(request, response);
    if (interaction.uid !== uid || (prompt && interaction.prompt.name !== prompt)) {
      throw new errors.SessionNotFound('another interaction');
    }
    const clientId = String(interaction.params['client_id']);
    const client = await this.clients.findActive(clientId);
    if (!client) throw new UnusableClientError(await explainUnusableClient({ admin: this.admin }, clientId));
    return { interaction, client };
  }

  private async consentPage(interaction: Interaction, client: DcrClient): Promise<string> {
    const account = await this.accounts.find(interaction.session!.accountId);
    const { scope } = interaction.params;
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    return consentPage({
      uid: interaction.uid,
      accountName: account?.name ?? interaction.session!.accountId,
      clientName: client.clientName,
      registeredAt: client.createdAt,
      redirectUri: String(interaction.params['redirect_uri']),
      redirectUris: client.redirectUris,
      permissions: scopes.flatMap((name) => SCOPES[name] ?? []),
    });
  }
}

function text(body: Record<string, unknown> | undefined, field: string): string {
  const value = body?.[field];
  // PostgreSQL rejects a NUL.
  return typeof value === 'string' && !value.includes('\0') ? value : '';
}

function send(response: Response, status: number, page: string): void {
  response.status(status).set(formPageHeaders()).type('html').send(page);
}
