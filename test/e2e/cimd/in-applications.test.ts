import { ValidationPipe, VersioningType, type INestApplication } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { DcrAdminService, DcrClientService, DcrMetadataService, DcrSessionService } from 'nestjs-dcr';
import { attachDcr, mountProvider, withDcr } from 'nestjs-dcr/oidc-provider';
import * as oauth from 'oauth4webapi';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MapAdapter } from '../../oidc-provider/support/map-adapter.js';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { type DocumentServer, startDocumentServer } from '../../support/document-server.js';
import { send, type HttpAnswer } from '../../support/http.js';
import { ApplicationFilter, DenyingGuard, Public } from '../application/application-parts.js';
import { CALLBACK, documentOf, newDocumentUrl } from './support/documents.js';
import { ClientsController, GuardedController, InteractionController } from './support/own-controllers.js';

const ORIGIN = 'https://api.example';
const METADATA = '/.well-known/oauth-authorization-server';
const verifier = oauth.generateRandomCodeVerifier();
/** What a proxy in front of the application sends. */
const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': new URL(ORIGIN).host };

function configure(app: INestApplication): void {
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  app.setGlobalPrefix('api');
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
  mountProvider(app, app.get(Provider));
}

function createProvider(
  clients: DcrClientService,
  sessions: DcrSessionService,
  metadata: DcrMetadataService,
): Provider {
  const own = {
    adapter: MapAdapter,
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/api/v1/interaction/${uid}` },
  };
  const provider = new Provider(`${ORIGIN}/oidc`, withDcr(own, { clients }));
  provider.proxy = true;
  attachDcr(provider, { clients, sessions, metadata });
  return provider;
}

describe.each(adapters)(
  'With a prefix, versions, a guard, a pipe and a filter for every route, on %s',
  (adapter) => {
    let server: DocumentServer;
    let application: TestApplication;
    beforeAll(async () => {
      server = await startDocumentServer();
      application = await startApplication({
        adapter,
        dcr: {
          cimd: {
            enabled: true,
            testHosts: { 'client.test': { connect: server.connect } },
            testCa: server.ca,
          },
          metadata: {
            issuer: ORIGIN,
            authorization_endpoint: `${ORIGIN}/api/v1/clients/authorize`,
            token_endpoint: `${ORIGIN}/api/v1/token`,
          },
          decorators: [Public()],
        },
        controllers: [ClientsController, GuardedController, InteractionController],
        providers: [
          { provide: APP_GUARD, useClass: DenyingGuard },
          { provide: APP_FILTER, useClass: ApplicationFilter },
          {
            provide: Provider,
            inject: [DcrClientService, DcrSessionService, DcrMetadataService],
            useFactory: createProvider,
          },
        ],
        configure,
      });
    });
    afterAll(async () => {
      await application?.close();
      await server?.close();
    });

    const get = (path: string, query: Record<string, string> = {}, cookie = ''): Promise<HttpAnswer> => {
      const search = Object.keys(query).length > 0 ? `?${new URLSearchParams(query).toString()}` : '';
      return send(application.url + path + search, { method: 'GET', headers: { ...headers, cookie } });
    };
    const serve = (changes: object = {}): string => {
      const clientId = newDocumentUrl();
      server.serve({ body: documentOf(clientId, changes) }, clientId);
      return clientId;
    };
    const request = async (clientId: string): Promise<Record<string, string>> => ({
      client_id: clientId,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });

    test("those apply to the application's own routes", async () => {
      const guarded = await get('/api/v1/clients/guarded');
      expect([guarded.status, guarded.json()]).toMatchObject([403, { from: 'application' }]);
      const unknownMember = await get('/api/v1/clients/discover', { client_id: serve(), role: 'admin' });
      expect([unknownMember.status, unknownMember.json()]).toMatchObject([400, { from: 'application' }]);
      for (const path of ['/clients/discover', '/api/clients/discover', '/v1/clients/discover'])
        expect((await get(path)).status).toBe(404);
    });

    test('a controller discovers clients by their documents, and authorizes them', async () => {
      const clientId = serve({ client_name: 'Discovered' });
      const discovered = await get('/api/v1/clients/discover', { client_id: clientId });
      expect([discovered.status, discovered.json()]).toEqual([
        200,
        { clientId, clientName: 'Discovered', source: 'cimd' },
      ]);
      const authorized = await get('/api/v1/clients/authorize', await request(clientId));
      expect(authorized.json()).toMatchObject({ clientId });
      expect(server.requests.filter(({ url }) => url === clientId)).toHaveLength(1);
    });

    test("its refusals have our form, because DcrErrorFilter is closer than the application's filter", async () => {
      const refused = await get('/api/v1/clients/discover', { client_id: serve({ client_secret: 'x' }) });
      expect([refused.status, refused.json()]).toMatchObject([400, { error: 'invalid_client' }]);
      const away = newDocumentUrl();
      server.serve({ status: 500 }, away);
      const unreachable = await get('/api/v1/clients/discover', { client_id: away });
      expect([unreachable.status, unreachable.json()]).toMatchObject([
        503,
        { error: 'temporarily_unavailable' },
      ]);
      expect(unreachable.headers['retry-after']).toMatch(/^\d+$/);
    });

    test('the metadata stays at the root, and announces documents', async () => {
      for (const [path, issuer] of [
        [METADATA, ORIGIN],
        [`${METADATA}/oidc`, `${ORIGIN}/oidc`],
      ] as const) {
        const { status, ...answer } = await get(path);
        expect([path, status]).toEqual([path, 200]);
        const metadata = answer.json();
        expect(metadata).toMatchObject({ issuer, client_id_metadata_document_supported: true });
        expect(metadata['token_endpoint_auth_methods_supported']).toContain('none');
        expect(metadata).not.toHaveProperty('registration_endpoint');
      }
    });

    test('a mounted provider discovers a client, and gives it a code and tokens', async () => {
      const clientId = serve();
      let cookie = '';
      const follow = async (path: string, query?: Record<string, string>) => {
        const { status, headers: answered } = await get(path, query, cookie);
        expect(status).toBe(303);
        cookie = [cookie, ...(answered['set-cookie'] ?? []).map((set) => set.split(';', 1)[0]!)]
          .filter(Boolean)
          .join('; ');
        return new URL(answered.location!, ORIGIN);
      };
      const interaction = await follow('/oidc/auth', await request(clientId));
      expect(interaction.pathname).toMatch(/^\/api\/v1\/interaction\//);
      const resumed = await follow(interaction.pathname);
      expect(resumed.pathname).toMatch(/^\/oidc\/auth\//);
      const callback = await follow(resumed.pathname);
      expect(callback.origin + callback.pathname).toBe(CALLBACK);

      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: clientId,
        code: callback.searchParams.get('code')!,
        redirect_uri: CALLBACK,
        code_verifier: verifier,
      });
      const tokens = await send(`${application.url}/oidc/token`, {
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: body.toString(),
      });
      expect([tokens.status, tokens.json()]).toMatchObject([200, { access_token: expect.any(String) }]);
      expect(server.requests.filter(({ url }) => url === clientId)).toHaveLength(1);
    });

    test('a mounted provider counts by the address that the framework reports, not by a claim in X-Forwarded-For', async () => {
      const clientId = serve();
      const search = new URLSearchParams(await request(clientId)).toString();
      const claim = { ...headers, 'x-forwarded-for': '203.0.113.7, 203.0.113.8' };
      await send(`${application.url}/oidc/auth?${search}`, { method: 'GET', headers: claim });
      const { items } = await application.nest.get(DcrAdminService).listAuditEvents({ clientId });
      expect(items).toMatchObject([{ type: 'client.discovered', ip: '127.0.0.1' }]);
    });

    test('a mounted provider refuses a document on a page, and says nothing about it', async () => {
      const refused = await get('/oidc/auth', await request(serve({ client_secret: 'hunter2' })));
      expect([refused.status, refused.headers.location]).toEqual([400, undefined]);
      expect(refused.text).toContain('invalid_client');
      expect(refused.text).not.toMatch(/secret|hunter2/);
    });
  },
);
