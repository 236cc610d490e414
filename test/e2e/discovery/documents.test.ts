import { VersioningType, type INestApplication } from '@nestjs/common';
import { APP_GUARD, RouterModule } from '@nestjs/core';
import {
  DcrAdminService,
  DcrMetadataService,
  DcrModule,
  type DcrModuleExtras,
  type DcrModuleOptions,
} from 'nestjs-dcr';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  adapters,
  startApplication,
  type TestApplication,
  type ApplicationSetup,
} from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson, send } from '../../support/http.js';
import { DenyingGuard } from '../application/application-parts.js';

const origin = 'https://as.example.com';
const metadata = {
  issuer: origin,
  authorization_endpoint: `${origin}/authorize`,
  token_endpoint: `${origin}/token`,
};
const wellKnown = '/.well-known/oauth-authorization-server';

async function start(
  dcr: DcrModuleOptions & DcrModuleExtras,
  setup: Partial<ApplicationSetup> = {},
): Promise<TestApplication> {
  const application = await startApplication({ dcr: { enabled: true, metadata, ...dcr }, ...setup });
  onTestFinished(() => application.close());
  return application;
}

async function documentAt(
  application: TestApplication,
  path = wellKnown,
  headers: Record<string, string> = {},
) {
  const answer = await send(application.url + path, { method: 'GET', headers });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  return answer.json();
}

/** The endpoint must be announced at the issuer's origin, and the application must answer there. */
async function expectEndpoint(application: TestApplication, path: string): Promise<void> {
  expect(await documentAt(application)).toMatchObject({ registration_endpoint: origin + path });
  const answer = await postJson(application.url + path, goodRegistration);
  expect(answer.status, answer.text).toBe(201);
}

const prefix = (...parameters: Parameters<INestApplication['setGlobalPrefix']>) => ({
  configure: (app: INestApplication) => void app.setGlobalPrefix(...parameters),
});

describe.each(adapters)('the RFC 8414 document, on %s', (adapter) => {
  test('contains everything that clients need to register', async () => {
    expect(await documentAt(await start({}, { adapter }))).toEqual({
      ...metadata,
      registration_endpoint: `${origin}/register`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
    });
  });

  test("keeps the application's metadata, and adds to its lists", async () => {
    const own = {
      scopes_supported: ['read'],
      jwks_uri: `${origin}/jwks`,
      grant_types_supported: ['authorization_code'],
      code_challenge_methods_supported: ['plain'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    };
    const document = await documentAt(await start({ metadata: { ...metadata, ...own } }, { adapter }));
    expect(document).toEqual({
      ...metadata,
      ...own,
      registration_endpoint: `${origin}/register`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['plain', 'S256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
    });
  });

  test.each(['/oidc', '/tenants/1', '/oidc/'])(
    'of an issuer with the path %s is served at both locations',
    async (path) => {
      const application = await start({ metadata: { ...metadata, issuer: origin + path } }, { adapter });
      const atRoot = await documentAt(application);
      expect(atRoot).toMatchObject({ issuer: origin + path, registration_endpoint: `${origin}/register` });
      expect(await documentAt(application, wellKnown + path.replace(/\/$/, ''))).toEqual(atRoot);
    },
  );

  test.each<[string, Partial<ApplicationSetup>, DcrModuleOptions & DcrModuleExtras, string]>([
    ['the path', {}, { path: '/oauth/clients/' }, '/oauth/clients'],
    ['a global prefix', prefix('api'), {}, '/api/register'],
    [
      'a global prefix of two segments',
      prefix('/api/v1/'),
      { path: 'oauth/register' },
      '/api/v1/oauth/register',
    ],
    ['a global prefix that excludes it', prefix('api', { exclude: ['register'] }), {}, '/register'],
    [
      'a prefix that excludes it for POST',
      prefix('api', { exclude: [{ path: 'register', method: 1 }] }),
      {},
      '/register',
    ],
    [
      'a prefix that excludes its GET only',
      prefix('api', { exclude: [{ path: 'register', method: 0 }] }),
      {},
      '/api/register',
    ],
    [
      'a prefix that excludes all paths below it',
      prefix('api', { exclude: ['oauth/{*rest}'] }),
      { path: 'oauth/register' },
      '/oauth/register',
    ],
    [
      'a module path',
      { imports: [RouterModule.register([{ path: 'auth', module: DcrModule }])] },
      {},
      '/auth/register',
    ],
    [
      'a module path after a prefix',
      { ...prefix('api'), imports: [RouterModule.register([{ path: '/auth/', module: DcrModule }])] },
      {},
      '/api/auth/register',
    ],
    [
      'versions',
      { configure: (app) => void app.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' }) },
      {},
      '/register',
    ],
  ])('announces the endpoint where %s puts it', async (_, setup, dcr, path) => {
    await expectEndpoint(await start(dcr, { adapter, ...setup }), path);
  });

  test('announces the endpoint that the application names, whatever its actual path', async () => {
    const registration_endpoint = 'https://register.example.com/clients';
    const application = await start(
      { metadata: { ...metadata, registration_endpoint } },
      { adapter, ...prefix('api') },
    );
    expect(await documentAt(application)).toMatchObject({ registration_endpoint });
  });

  test('ignores headers that name another host', async () => {
    const application = await start({}, { adapter });
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    };
    expect(JSON.stringify(await documentAt(application, wellKnown, headers))).not.toContain('evil');
  });

  test('is public even if a guard of the application protects every route', async () => {
    const providers = [{ provide: APP_GUARD, useClass: DenyingGuard }];
    expect(await documentAt(await start({}, { adapter, providers }))).toMatchObject(metadata);
  });

  test('announces nothing while registration is not enabled', async () => {
    const document = await documentAt(await start({ enabled: false }, { adapter }));
    expect(document).toMatchObject(metadata);
    expect(document).not.toHaveProperty('registration_endpoint');
  });

  test('does not exist if the application has not given its metadata', async () => {
    const application = await start({ metadata: undefined }, { adapter });
    expect((await send(application.url + wellKnown, { method: 'GET' })).status).toBe(404);
  });
});

test('On Express, a client that has the current document gets a 304', async () => {
  const app = await start({});
  const url = app.url + wellKnown;
  const { headers } = await send(url, { method: 'GET' });
  const ask = () => send(url, { method: 'GET', headers: { 'if-none-match': String(headers['etag']) } });
  expect(await ask()).toMatchObject({
    status: 304,
    text: '',
    headers: { 'access-control-allow-origin': '*' },
  });
  await app.nest.get(DcrAdminService).pauseRegistration();
  expect((await ask()).json()).not.toHaveProperty('registration_endpoint');
});

describe('DcrMetadataService.describe', () => {
  const own = { issuer: 'https://as.example.com/oidc', userinfo_endpoint: 'https://as.example.com/me' };
  const describeBy = async (
    dcr: DcrModuleOptions,
    document: { issuer: string } & Record<string, unknown>,
  ) => {
    const application = await start(dcr, prefix('api'));
    return application.nest.get(DcrMetadataService).describe(document);
  };

  test('returns an extended copy of the given document', async () => {
    const given = Object.freeze({ ...own, code_challenge_methods_supported: Object.freeze(['S256']) });
    expect(await describeBy({ metadata: undefined }, given)).toEqual({
      ...own,
      registration_endpoint: 'https://as.example.com/api/register',
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
    });
  });

  test('uses the endpoint of the metadata option, or else of the document', async () => {
    const registration_endpoint = 'https://r.example.com/a';
    const fromOption = await describeBy({ metadata: { ...metadata, registration_endpoint } }, own);
    expect(fromOption.registration_endpoint).toBe(registration_endpoint);
    const fromDocument = await describeBy({}, { ...own, registration_endpoint: 'https://r.example.com/b' });
    expect(fromDocument.registration_endpoint).toBe('https://r.example.com/b');
  });

  test('removes the endpoint while registration is not enabled', async () => {
    const document = await describeBy(
      { enabled: false },
      { ...own, registration_endpoint: 'https://r.example.com/b' },
    );
    expect(document).not.toHaveProperty('registration_endpoint');
  });
});
