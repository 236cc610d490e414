import { Body, Controller, Get, Param, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { DcrAdminService, DcrClientService, type DcrClient } from 'nestjs-dcr';
import { explainUnusableClient } from 'nestjs-dcr/oidc-provider';
import type { Request, Response } from 'express';
import { errors, Provider } from 'oidc-provider';
import { AccountsService } from '../accounts/accounts.service.js';
import { SignInGuard } from '../accounts/sign-in.guard.js';
import { documentHash, documentHost } from './client-document.js';
import { text } from './form.js';
import { grantWhatIsMissing } from './grant.js';
import { OidcRecordsService } from './oidc-records.service.js';
import { PageErrorsFilter } from './page-errors.filter.js';
import { consentPage } from './pages/consent.page.js';
import { formPageHeaders } from './pages/headers.js';
import { loginPage } from './pages/login.page.js';
import { SCOPES } from './scopes.js';
import { UnusableClientError } from './unusable-client.error.js';

/** As long as an interaction, and as long as a grant. */
const HOUR_SECONDS = 3_600;
const YEAR_SECONDS = 365 * 24 * HOUR_SECONDS;

interface Loaded {
  interaction: Awaited<ReturnType<Provider['interactionDetails']>>;
  client: DcrClient;
  /** The hash of its document, if it has one. */
  document: string | undefined;
}

/** The login and consent pages, between a client's authorization request and its code. */
@Controller('interaction/:uid')
@UseFilters(PageErrorsFilter)
export class InteractionController {
  constructor(
    private readonly provider: Provider,
    private readonly accounts: AccountsService,
    private readonly clients: DcrClientService,
    private readonly admin: DcrAdminService,
    private readonly records: OidcRecordsService,
  ) {}

  @Get()
  async show(@Param('uid') uid: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const loaded = await this.load(uid, request, response);
    const page =
      loaded.interaction.prompt.name === 'login'
        ? loginPage({ uid, ...describe(loaded.client) })
        : await this.consentPage(loaded);
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
      send(response, 403, loginPage({ uid, ...describe(client), failed: true }));
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
    const loaded = await this.load(uid, request, response, 'consent');
    const { interaction, document } = loaded;
    if (body?.['decision'] !== 'allow') {
      const denial = { error: 'access_denied', error_description: 'The user denied access.' };
      return this.provider.interactionFinished(request, response, denial);
    }
    // The user may have read the page before the document changed.
    if (document !== undefined && document !== (await this.records.seenDocument(interaction.uid))) {
      send(response, 200, await this.consentPage(loaded));
      return;
    }
    const grantId = await grantWhatIsMissing(this.provider, interaction);
    if (document !== undefined) await this.records.rememberDocument(grantId, document, YEAR_SECONDS);
    await this.provider.interactionFinished(request, response, { consent: { grantId } });
  }

  /** Loads the interaction if its cookie belongs to this browser and its client is still active. */
  private async load(
    uid: string,
    request: Request,
    response: Response,
    prompt?: 'login' | 'consent',
  ): Promise<Loaded> {
    const interaction = await this.provider.interactionDetails(request, response);
    if (interaction.uid !== uid || (prompt && interaction.prompt.name !== prompt)) {
      throw new errors.SessionNotFound('another interaction');
    }
    const clientId = String(interaction.params['client_id']);
    // In this order: if the document changes in between, the page shows the new client under the old hash, and is shown again.
    const document = await documentHash(this.admin, clientId);
    const client = await this.clients.findActive(clientId);
    if (!client) throw new UnusableClientError(await explainUnusableClient({ admin: this.admin }, clientId));
    return { interaction, client, document };
  }

  private async consentPage({ interaction, client, document }: Loaded): Promise<string> {
    const account = await this.accounts.find(interaction.session!.accountId);
    const { scope } = interaction.params;
    if (document !== undefined) await this.records.rememberDocument(interaction.uid, document, HOUR_SECONDS);
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    return consentPage({
      uid: interaction.uid,
      accountName: account?.name ?? interaction.session!.accountId,
      ...describe(client),
      registeredAt: client.createdAt,
      isPreregistered: client.source === 'manual',
      redirectUri: String(interaction.params['redirect_uri']),
      redirectUris: client.redirectUris,
      permissions: scopes.flatMap((name) => SCOPES[name] ?? []),
    });
  }
}

function describe(client: DcrClient): { clientName: string; host: string | undefined } {
  return { clientName: client.clientName, host: documentHost(client) };
}

function send(response: Response, status: number, page: string): void {
  response.status(status).set(formPageHeaders()).type('html').send(page);
}
