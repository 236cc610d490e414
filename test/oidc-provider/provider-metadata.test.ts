import { DcrClientService, DcrRegistrationService, mcpCompatibility } from 'nestjs-dcr';
import { dcrAdapter } from 'nestjs-dcr/oidc-provider';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientCases } from '../conformance/cases.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { MapAdapter } from './support/map-adapter.js';

const SCOPES = ['openid', 'offline_access', 'notes:read'];

describe('oidc-provider loads registered clients', () => {
  let application: TestApplication;
  let provider: Provider;

  beforeAll(async () => {
    const scopes = { allowed: ['openid', 'notes:read', 'unknown:here'] };
    application = await startApplication({ dcr: mcpCompatibility({ scopes }) });
    provider = new Provider('http://localhost/oidc', {
      adapter: dcrAdapter(application.nest.get(DcrClientService), MapAdapter, { scopes: SCOPES }),
      scopes: SCOPES,
    });
  });
  afterAll(() => application?.close());

  const registerAndLoad = async (metadata: Record<string, unknown>) => {
    const registered = await application.nest.get(DcrRegistrationService).register(metadata);
    const client = await provider.Client.find(registered.client_id);
    return { registered, client: client! };
  };

  test.each(clientCases.filter(({ expect: expected }) => expected.mcpCompatibility === 201))(
    '$client, with every redirect URI',
    async ({ body }) => {
      const { registered, client } = await registerAndLoad(body);
      expect(client).toMatchObject({ tokenEndpointAuthMethod: 'none', responseTypes: ['code'] });
      expect(client.grantTypes).toEqual(registered.grant_types);
      for (const uri of registered.redirect_uris) expect(client.redirectUriAllowed(uri)).toBe(true);
    },
  );

  test('a client with only https addresses is a web client', async () => {
    const { client } = await registerAndLoad({
      redirect_uris: ['https://app.example/a', 'https://app.example/b'],
    });
    expect(client.applicationType).toBe('web');
  });

  test.each([
    ['http://127.0.0.1/callback', 'http://127.0.0.1:54321/callback'],
    ['http://[::1]:80/callback', 'http://[::1]:54321/callback'],
    ['http://localhost:1234/callback', 'http://localhost:54321/callback'],
    ['cursor://anysphere.cursor/callback', 'cursor://anysphere.cursor/callback'],
  ])('%s in addition to https makes a native client, and %s is allowed', async (uri, used) => {
    const { client } = await registerAndLoad({ redirect_uris: ['https://app.example/callback', uri] });
    expect(client.applicationType).toBe('native');
    expect(client.redirectUriAllowed(used)).toBe(true);
    expect(client.redirectUriAllowed('https://app.example/callback')).toBe(true);
    expect(client.redirectUriAllowed('https://app.example:8443/callback')).toBe(false);
  });

  test('an https loopback address, which oidc-provider refuses among others, does not affect the others', async () => {
    const redirect_uris = ['https://localhost/callback', 'http://127.0.0.1/callback'];
    const { client } = await registerAndLoad({ redirect_uris });
    expect(client.redirectUriAllowed('http://127.0.0.1:9/callback')).toBe(true);
    expect(client.redirectUriAllowed('https://localhost/callback')).toBe(false);
  });

  test('an https loopback address alone works', async () => {
    const { client } = await registerAndLoad({ redirect_uris: ['https://localhost:8443/callback'] });
    expect(client.redirectUriAllowed('https://localhost:8443/callback')).toBe(true);
  });

  test('contacts that are not e-mail addresses do not invalidate the client', async () => {
    const contacts = ['ops@app.example', 'https://app.example/contact'];
    const { client } = await registerAndLoad({ redirect_uris: ['https://app.example/'], contacts });
    expect(client['contacts']).toEqual(['ops@app.example']);
  });

  test('a registered scope restricts, and an unknown scope does not invalidate the client', async () => {
    const redirect_uris = ['https://app.example/'];
    const some = await registerAndLoad({ redirect_uris, scope: 'notes:read unknown:here' });
    expect(some.client.scope).toBe('notes:read');
    const none = await registerAndLoad({ redirect_uris });
    expect(none.client.scope).toBeUndefined();
    // Never more than registered: no known scope is left, so the client is refused.
    await expect(registerAndLoad({ redirect_uris, scope: 'unknown:here' })).rejects.toThrow(
      'invalid_client_metadata',
    );
  });
});
