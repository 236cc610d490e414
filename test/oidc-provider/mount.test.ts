import { Controller, Get, Post } from '@nestjs/common';
import { DcrClientService, DcrMetadataService, DcrSessionService } from 'nestjs-dcr';
import { attachDcr, mountProvider, withDcr, type MountProviderOptions } from 'nestjs-dcr/oidc-provider';
import { Provider, type Configuration } from 'oidc-provider';
import { describe, expect, onTestFinished, test } from 'vitest';
import { adapters, startApplication, type Adapter } from '../support/application.js';
import { postJson, send } from '../support/http.js';
import { MapAdapter } from './support/map-adapter.js';

const ORIGIN = 'https://api.example';
const REDIRECT_URI = 'https://app.example/callback';
const DOCUMENTS = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];

@Controller()
class ApplicationController {
  @Get(['jwks.txt', 'tokens', 'authorize/settings/own', 'auth/settings/own'])
  read() {
    return 'of the application';
  }

  @Post('echo')
  echo() {
    return 'of the application';
  }
}

/** Starts an application with a provider, with helpers for the first steps of a client without metadata. */
async function start(
  adapter: Adapter,
  issuer: string,
  options?: MountProviderOptions,
  own: Partial<Configuration> = {},
) {
  const application = await startApplication({
    adapter,
    dcr: { enabled: true },
    controllers: [ApplicationController],
    configure(app) {
      const [clients, sessions, metadata] = [DcrClientService, DcrSessionService, DcrMetadataService].map(
        (service) => app.get(service as never),
      ) as [DcrClientService, DcrSessionService, DcrMetadataService];
      const provider = new Provider(issuer, withDcr({ adapter: MapAdapter, ...own }, { clients }));
      provider.proxy = true;
      attachDcr(provider, { clients, sessions, metadata });
      mountProvider(app, provider, options);
    },
  });
  onTestFinished(() => application.close());
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': new URL(ORIGIN).host };
  const get = (path: string) => send(application.url + path, { method: 'GET', headers });
  const post = (path: string, body: string) => {
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    return send(application.url + path, { headers: form, body });
  };
  const register = async () => {
    const answer = await postJson(`${application.url}/register`, { redirect_uris: [REDIRECT_URI] });
    expect(answer.status).toBe(201);
    return String(answer.json()['client_id']);
  };
  const authorize = async (path: string) => {
    const query = new URLSearchParams({
      client_id: await register(),
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
      scope: 'openid',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    });
    const { status, headers: answered } = await get(`${path}?${query.toString()}`);
    return { status, location: answered.location, cookies: answered['set-cookie']?.join('\n') };
  };
  return { get, post, authorize };
}

describe.each(adapters)('On %s', (adapter) => {
  describe('a provider whose issuer is the origin', () => {
    test('answers its own routes at the root, and leaves all others to the application', async () => {
      const { get, post } = await start(adapter, ORIGIN);
      for (const path of [...DOCUMENTS, `${DOCUMENTS[0]}/?`]) {
        const answer = await get(path);
        expect([path, answer.status, answer.json()]).toMatchObject([
          path,
          200,
          { issuer: ORIGIN, token_endpoint: `${ORIGIN}/token`, registration_endpoint: `${ORIGIN}/register` },
        ]);
      }
      expect((await get('/jwks')).json()).toMatchObject({ keys: expect.any(Array) });
      for (const path of ['/jwks.txt', '/tokens', '/authorize/settings/own', '/auth/settings/own'])
        expect((await get(path)).text).toBe('of the application');
      expect((await post('/echo', 'a=b')).text).toBe('of the application');
      for (const path of ['/', '/nothing', '/.well-known/openid-configuration/more', '/token/other'])
        expect([path, (await get(path)).json()]).toMatchObject([path, { statusCode: 404 }]);
    });

    test('serves a client without metadata, whatever names its routes have', async () => {
      const { authorize, post } = await start(adapter, ORIGIN);
      for (const path of ['/authorize', '/auth']) {
        const { status, location, cookies } = await authorize(path);
        expect([status, location]).toEqual([303, expect.stringMatching(/^\/interaction\//)]);
        expect(cookies).toMatch(/_interaction_resume=[^;]+; path=\/auth\/[\w-]+;/);
      }
      const unknown = await post('/token', 'grant_type=authorization_code&client_id=dcr_unknown');
      expect([unknown.status, unknown.json()]).toMatchObject([401, { error: 'invalid_client' }]);
    });

    test('may choose the names of its routes', async () => {
      const routes = { authorization: '/authorize', token: '/oauth/token' };
      const { authorize, get, post } = await start(adapter, ORIGIN, {}, { routes });
      expect((await get(DOCUMENTS[0]!)).json()).toMatchObject({
        authorization_endpoint: `${ORIGIN}/authorize`,
        token_endpoint: `${ORIGIN}/oauth/token`,
      });
      expect((await authorize('/authorize')).cookies).toContain('path=/authorize/');
      for (const path of ['/token', '/oauth/token', '/OAuth/token/'])
        expect((await post(path, 'grant_type=authorization_code&client_id=dcr_unknown')).status).toBe(401);
    });
  });

  describe('a provider whose issuer has a path', () => {
    const issuer = `${ORIGIN}/oidc`;
    const below = DOCUMENTS.flatMap((document) => [`${document}/oidc`, `/oidc${document}`]);

    test('answers below the path, and with its metadata at the location of RFC 8414 §3.1, but not at the origin', async () => {
      const { get, post, authorize } = await start(adapter, issuer);
      for (const path of below)
        expect([path, (await get(path)).json()]).toMatchObject([
          path,
          { issuer, token_endpoint: `${issuer}/token`, registration_endpoint: `${ORIGIN}/register` },
        ]);
      expect((await authorize('/oidc/auth')).cookies).toContain('path=/oidc/auth/');
      for (const path of [...DOCUMENTS, '/authorize', '/oidcs/auth'])
        expect([path, (await get(path)).json()]).toMatchObject([path, { statusCode: 404 }]);
      expect((await post('/token', 'client_id=dcr_unknown')).json()).toMatchObject({ statusCode: 404 });
    });

    test('with `atOrigin` also answers at the origin, without a redirect', async () => {
      const { get, post, authorize } = await start(adapter, issuer, { atOrigin: true });
      for (const path of [...below, ...DOCUMENTS])
        expect([path, (await get(path)).json()]).toMatchObject([
          path,
          { issuer, token_endpoint: `${issuer}/token` },
        ]);
      const { status, location, cookies } = await authorize('/authorize');
      expect([status, location]).toEqual([303, expect.stringMatching(/^\/interaction\//)]);
      expect(cookies).toContain('path=/oidc/auth/');
      const unknown = await post('/token', 'grant_type=authorization_code&client_id=dcr_unknown');
      expect([unknown.status, unknown.json()]).toMatchObject([401, { error: 'invalid_client' }]);
      expect((await get('/tokens')).text).toBe('of the application');
      expect((await get('/jwks')).json()).toMatchObject({ statusCode: 404 });
    });
  });
});
