import { DcrClient, DcrClientService, DcrRegistrationService } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { authorizationRequest, refusalOf } from './authorization.js';

describe('DcrClientService.authorize', () => {
  let application: TestApplication;
  let service: DcrClientService;
  let clientId: string;
  let withoutScope: string;

  beforeAll(async () => {
    application = await startApplication({
      dcr: { enabled: true, scopes: { allowed: ['read', 'write', 'admin'] } },
    });
    service = application.nest.get(DcrClientService);
    const registration = application.nest.get(DcrRegistrationService);
    const redirectUris = [
      'https://client.example.com/callback',
      'http://127.0.0.1:3000/cb',
      'http://localhost/cb',
    ];
    const registered = await registration.register({ redirect_uris: redirectUris, scope: 'read write' });
    clientId = registered.client_id;
    withoutScope = (await registration.register({ redirect_uris: redirectUris })).client_id;
  });
  afterAll(() => application?.close());

  test('returns the client for a valid request', async () => {
    const client = await service.authorize(authorizationRequest(clientId));
    expect(client).toBeInstanceOf(DcrClient);
    expect(client).toMatchObject({ clientId, status: 'active', scope: 'read write' });
  });

  test.each([
    ['another port of a loopback address', { redirectUri: 'http://127.0.0.1:50123/cb' }],
    ['another port of localhost', { redirectUri: 'http://localhost:50123/cb' }],
    ['a registered scope', { scope: 'write' }],
    ['all registered scopes', { scope: 'write read' }],
    ['an empty scope', { scope: '' }],
  ])('admits %s', async (_, changes) => {
    const client = await service.authorize(authorizationRequest(clientId, changes));
    expect(client.clientId).toBe(clientId);
  });

  test('leaves the scope to the application if none is registered', async () => {
    const client = await service.authorize(authorizationRequest(withoutScope, { scope: 'anything' }));
    expect(client.scope).toBeNull();
  });

  const s256 = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
  const page = [
    ['the redirect URI of another client', { redirectUri: 'https://evil.example/callback' }],
    ['a redirect URI with another trailing slash', { redirectUri: 'https://client.example.com/callback/' }],
    ['a redirect URI of another loopback host', { redirectUri: 'http://[::1]:3000/cb' }],
    ['no redirect URI', { redirectUri: undefined }],
    ['a list of redirect URIs', { redirectUri: ['http://localhost:1/cb'] }],
    [
      'a bad redirect URI with everything else wrong too',
      { redirectUri: 'https://evil.example/', responseType: 'token', codeChallenge: '', scope: 'admin' },
    ],
  ] as const;
  test.each(page)('refuses %s on a page, never by a redirect', async (_, changes) => {
    const refusal = await refusalOf(service.authorize(authorizationRequest(clientId, changes)));
    expect(refusal).toMatchObject({ error: 'invalid_request', status: 400, redirectable: false });
  });

  const redirect = [
    ['the token response', { responseType: 'token' }, 'unsupported_response_type'],
    ['a response type beside code', { responseType: 'code id_token' }, 'unsupported_response_type'],
    ['no response type', { responseType: undefined }, 'invalid_request'],
    ['a list of response types', { responseType: ['code'] }, 'invalid_request'],
    ['no challenge', { codeChallenge: undefined }, 'invalid_request'],
    ['an empty challenge', { codeChallenge: '' }, 'invalid_request'],
    ['too short a challenge', { codeChallenge: s256.slice(1) }, 'invalid_request'],
    ['a padded challenge', { codeChallenge: `${s256}=` }, 'invalid_request'],
    ['a challenge with a line feed', { codeChallenge: `${s256}\n` }, 'invalid_request'],
    ['a list of challenges', { codeChallenge: [s256] }, 'invalid_request'],
    ['the plain method', { codeChallengeMethod: 'plain' }, 'invalid_request'],
    ['no method', { codeChallengeMethod: undefined }, 'invalid_request'],
    ['the method in lower case', { codeChallengeMethod: 's256' }, 'invalid_request'],
    ['an unregistered scope', { scope: 'admin' }, 'invalid_scope'],
    ['an additional scope', { scope: 'read admin' }, 'invalid_scope'],
    ['a list of scopes', { scope: ['read'] }, 'invalid_scope'],
  ] as const;
  test.each(redirect)('refuses %s with an error for the redirect URI', async (_, changes, error) => {
    const refusal = await refusalOf(service.authorize(authorizationRequest(clientId, changes)));
    expect(refusal).toMatchObject({ error, status: 400, redirectable: true });
  });
});
