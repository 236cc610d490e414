import { Logger } from '@nestjs/common';
import { DcrAdminService, DcrClientService, DcrMetadataService, DcrSessionService } from 'nestjs-dcr';
import { attachDcr, dcrRenderError, withDcr, type DcrErrorRenderer } from 'nestjs-dcr/oidc-provider';
import { Provider, type FindAccount, type KoaContextWithOIDC } from 'oidc-provider';
import { AccountsService } from '../accounts/accounts.service.js';
import { Settings } from '../config/settings.js';
import { consentPolicy } from './consent-policy.js';
import { OidcRecordsService } from './oidc-records.service.js';
import { errorPage } from './pages/error.page.js';
import { pageHeaders, signInFirstHeaders } from './pages/headers.js';
import { signInFirstPage } from './pages/login.page.js';
import { unusableClientPage } from './pages/unusable-client.page.js';
import { assumeScope } from './requests.js';
import { MCP_SCOPE } from './scopes.js';
import { ServerSecretsService } from './server-secrets.service.js';
import { discoverForUsers, interruptedRequest, SignInFirstError } from './sign-in-first.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a user stays signed in. */
export const SESSION_SECONDS = DAY;

/** The certified authorization server, on the sample's own accounts, pages and tables. */
export async function createProvider(
  settings: Settings,
  accounts: AccountsService,
  secrets: ServerSecretsService,
  records: OidcRecordsService,
  clients: DcrClientService,
  sessions: DcrSessionService,
  metadata: DcrMetadataService,
  admin: DcrAdminService,
): Promise<Provider> {
  const provider = new Provider(
    settings.issuer,
    withDcr(
      {
        adapter: records.adapter,
        jwks: await secrets.signingKeys(),
        cookies: { keys: await secrets.cookieKeys() },
        clientAuthMethods: ['none'],
        responseTypes: ['code'],
        claims: { openid: ['sub'], profile: ['name'] },
        findAccount: accountFinder(accounts),
        routes: {
          authorization: '/authorize',
          token: '/token',
          revocation: '/revoke',
          userinfo: '/userinfo',
          pushed_authorization_request: '/par',
        },
        interactions: {
          url: (_ctx, { uid }) => `/interaction/${uid}`,
          policy: consentPolicy(admin, records),
        },
        features: {
          revocation: {
            enabled: true,
            allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
          },
          rpInitiatedLogout: { enabled: false },
        },
        ttl: {
          AccessToken: settings.accessTokenSeconds,
          AuthorizationCode: MINUTE,
          Grant: 365 * DAY,
          IdToken: HOUR,
          Interaction: HOUR,
          RefreshToken: 30 * DAY,
          Session: SESSION_SECONDS,
        },
        renderError: dcrRenderError({ admin }, renderError),
      },
      {
        clients: settings.documents ? discoverForUsers(clients, admin) : clients,
        limitToRegisteredScopes: false,
        resources: {
          [settings.mcp]: { scope: MCP_SCOPE, audience: settings.mcp, accessTokenFormat: 'opaque' },
        },
      },
    ),
  );
  provider.use(assumeScope);
  attachDcr(provider, { clients, sessions, metadata });
  provider.on('server_error', (_ctx, error) => new Logger('Authorization server').error(error));
  return provider;
}

function accountFinder(accounts: AccountsService): FindAccount {
  return async (_ctx, id) => {
    const account = await accounts.find(id);
    return account ? { accountId: id, claims: () => ({ sub: id, name: account.name }) } : undefined;
  };
}

const renderError: DcrErrorRenderer = (ctx, out, error, unusable) => {
  ctx.type = 'html';
  if (error.cause instanceof SignInFirstError) return signInFirst(ctx);
  ctx.set(pageHeaders());
  ctx.body = unusable ? unusableClientPage(unusable) : errorPage(out.error, out.error_description);
};

function signInFirst(ctx: KoaContextWithOIDC): void {
  // The client asked for an answer without any page. Nothing is known of it, so it gets none.
  if (ctx.oidc.params?.['prompt'] === 'none') {
    ctx.status = 400;
    ctx.set(pageHeaders());
    ctx.body = errorPage('login_required', 'You are not signed in.');
    return;
  }
  ctx.status = 200;
  ctx.set(signInFirstHeaders());
  ctx.body = signInFirstPage({ to: interruptedRequest(ctx) });
}
