import type { INestApplication, Type } from '@nestjs/common';
import {
  DcrAdminService,
  DcrAuditEvent,
  DcrClientService,
  DcrMetadataService,
  DcrModule,
  DcrSessionService,
  mcpCompatibility,
} from 'nestjs-dcr';
import { attachDcr, withDcr } from 'nestjs-dcr/oidc-provider';
import { Provider } from 'oidc-provider';
import { expect } from 'vitest';
import { send } from '../../support/http.js';
import { MapAdapter } from '../../oidc-provider/support/map-adapter.js';
import {
  register,
  withApplication,
  withApplicationOnEachAdapter,
} from '../../readme/support/applications.js';
import { OAuthClient, ORIGIN, REDIRECT_URI } from './oauth-client.js';
import type { Runs } from './snippet-exports.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

interface Grants {
  approve(id: string, subject: string): string;
  subjectOf(token: string): string | undefined;
}

/** The ways to set up an authorization server. */
export const authorizationServers: Runs = {
  'oauth.module.ts': async ({ OAuthModule }, load) => {
    const { Grants } = await load('grants.ts');
    await withApplicationOnEachAdapter({ module: OAuthModule as Type }, async ({ url, nest, dataSource }) => {
      const grants: Grants = nest.get(Grants as Type);
      const client = await OAuthClient.register(url, ORIGIN);
      const signIn = async () => {
        const { headers } = await send(await client.authorizationUrl(), { method: 'GET' });
        const id = /^\/consent\/([\w-]{43})$/.exec(headers.location ?? '')?.[1];
        return new URL(grants.approve(id!, 'a person'));
      };
      const callback = await signIn();
      const tokens = await client.redeem(callback);
      expect(grants.subjectOf(tokens.access_token)).toBe('a person');
      await expect(client.redeem(callback)).rejects.toMatchObject({ error: 'invalid_grant', status: 400 });

      const fresh = await client.refresh(tokens.refresh_token!);
      await expect(client.refresh(tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
      expect(grants.subjectOf(fresh.access_token)).toBe('a person');

      const noPkce = await client.authorizationUrl({ code_challenge_method: 'plain' });
      expect((await send(noPkce, { method: 'GET' })).headers.location).toBe(
        `${REDIRECT_URI}?error=invalid_request&state=xyz`,
      );
      const elsewhere = await client.authorizationUrl({ redirect_uri: 'https://other.example.com/' });
      expect((await send(elsewhere, { method: 'GET' })).status).toBe(400);

      const late = await signIn();
      expect(await nest.get(DcrAdminService).disableClient(client.id)).toMatchObject({ revokedSessions: 1 });
      expect(grants.subjectOf(fresh.access_token)).toBeUndefined();
      for (const attempt of [client.refresh(fresh.refresh_token!), client.redeem(late)])
        await expect(attempt).rejects.toMatchObject({ error: 'invalid_client', status: 401 });

      await dataSource.destroy();
      const unavailable = await fetch(`${url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: client.id, grant_type: 'refresh_token' }),
      });
      expect(unavailable.status).toBe(503);
      expect(Number(unavailable.headers.get('retry-after'))).toBeGreaterThan(0);
    });
  },

  'oidc.module.ts': ({ OidcModule }) =>
    withApplication({ module: OidcModule as Type }, async ({ url, nest }) => {
      const { client_id } = (await register(`${url}/register`)).json();
      const provider = nest.get(Provider);
      const grant = new provider.Grant({ accountId: 'a person', clientId: String(client_id) });
      const externalId = await grant.save();
      await nest
        .get(DcrSessionService)
        .open({ clientId: String(client_id), subject: 'a person', externalId });
      expect(await provider.Grant.find(externalId)).toBeDefined();
      expect(await nest.get(DcrAdminService).disableClient(String(client_id))).toMatchObject({
        revokedSessions: 1,
        failedSessions: 0,
      });
      expect(await provider.Grant.find(externalId)).toBeUndefined();
    }),

  'oidc.main.ts': async ({ configure }, load) => {
    const { OidcModule } = await load('oidc.module.ts');
    await withApplication(
      { module: OidcModule as Type },
      async ({ url }) => {
        // Discovery at the root, then registration and an authorization request.
        const client = await OAuthClient.register(url, ORIGIN);
        expect(client.server.authorization_endpoint).toBe(`${ORIGIN}/authorize`);
        expect(client.server.registration_endpoint).toBe(`${ORIGIN}/register`);
        const toLogin = await fetch(await client.authorizationUrl(), {
          redirect: 'manual',
          headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example.com' },
        });
        expect(toLogin.headers.get('location')).toMatch(/\/interaction\/[\w-]+$/);
        const unknown = client.refresh('nothing', { client_id: 'dcr_unknown' });
        await expect(unknown).rejects.toMatchObject({ error: 'invalid_client', status: 401 });
      },
      { configure },
    );
  },

  'oidc-path.main.ts': ({ configure }) =>
    withApplication(
      DcrModule.forRoot(mcpCompatibility()),
      async ({ url }) => {
        const client = await OAuthClient.register(url, `${ORIGIN}/oidc`);
        const document = await send(`${url}/.well-known/oauth-authorization-server`, { method: 'GET' });
        expect(document.json()).toMatchObject({ issuer: client.server.issuer });
        const token = await send(`${url}/token`, { headers: FORM, body: 'client_id=dcr_unknown' });
        expect(token.json()).toMatchObject({ error: 'invalid_client' });
        const query = new URL(await client.authorizationUrl()).search;
        const login = await send(`${url}/authorize${query}`, { method: 'GET' });
        expect(login.headers.location).toMatch(/^\/interaction\//);
      },
      {
        configure: (app) => {
          const clients = app.get(DcrClientService);
          const metadata = app.get(DcrMetadataService);
          const own = { adapter: MapAdapter, interactions: { url: () => '/interaction/x' } };
          const provider = new Provider(`${ORIGIN}/oidc`, withDcr(own, { clients }));
          attachDcr(provider, { clients, metadata, sessions: app.get(DcrSessionService) });
          (configure as (app: INestApplication, provider: Provider) => void)(app, provider);
        },
      },
    ),

  'trusted-proxies.ts': ({ configure }) =>
    withApplication(
      DcrModule.forRoot({ enabled: true }),
      async ({ url, dataSource }) => {
        // The caller's own header, its address as the outer proxy saw it, and the outer proxy's address.
        await register(`${url}/register`, {}, { 'x-forwarded-for': '192.0.2.1, 203.0.113.7, 10.1.2.3' });
        const [event] = await dataSource.getRepository(DcrAuditEvent).find();
        expect(event?.ip).toBe('203.0.113.7');
      },
      { configure },
    ),

  'public-path.ts': ({ registration }) =>
    withApplication(registration, async ({ url }) => {
      const document = await send(`${url}/.well-known/oauth-authorization-server`, { method: 'GET' });
      expect(document.json()).toMatchObject({ registration_endpoint: 'https://example.com/api/register' });
      expect((await register(`${url}/register`)).status).toBe(201);
    }),
};
