import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StorageUnavailableError, attachDcr, dcrAdapter, withDcr } from 'nestjs-dcr/oidc-provider';
import { Provider, interactionPolicy, type Client, type KoaContextWithOIDC } from 'oidc-provider';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MapAdapter } from './support/map-adapter.js';

const notCalled = () => Promise.reject(new Error('not called'));
const nobody = { findActive: () => Promise.resolve(null) };
const ISSUER = 'http://localhost/oidc';
const ctx = {} as KoaContextWithOIDC;
const publicClient = { tokenEndpointAuthMethod: 'none' } as Client;
const confidentialClient = { tokenEndpointAuthMethod: 'client_secret_basic' } as Client;

describe("The application's own adapter", () => {
  beforeEach(() => {
    MapAdapter.models = [];
  });

  test.each([
    ['a class', MapAdapter],
    ['a function', (model: string) => new MapAdapter(model)],
  ])('may be %s, and stores everything but clients', async (_form, adapter) => {
    const provider = new Provider(ISSUER, withDcr({ adapter }, { clients: nobody }));
    expect(await provider.Client.find('unknown')).toBeUndefined();
    const grantId = await new provider.Grant({ accountId: 'alice', clientId: 'x' }).save();
    expect(await provider.Grant.find(grantId)).toMatchObject({ accountId: 'alice' });
    expect(MapAdapter.models).toEqual(['Grant']);
  });

  test("the application's static clients are found as before", async () => {
    const clients = [
      {
        client_id: 'own',
        redirect_uris: ['https://own.example/'],
        token_endpoint_auth_method: 'none' as const,
      },
    ];
    const provider = new Provider(ISSUER, withDcr({ adapter: MapAdapter, clients }, { clients: nobody }));
    expect(await provider.Client.find('own')).toMatchObject({ clientId: 'own' });
  });

  test('clients cannot be written through the provider', async () => {
    const client = dcrAdapter(nobody, MapAdapter)('Client');
    await expect(client.upsert('x', {})).rejects.toThrow(
      "turn off the provider's own 'registration' feature",
    );
  });

  test('a database that does not answer makes the provider answer 503', async () => {
    const unavailable = { findActive: () => Promise.reject(new Error('ECONNREFUSED')) };
    const provider = new Provider(ISSUER, withDcr({ adapter: MapAdapter }, { clients: unavailable }));
    await expect(provider.Client.find('x')).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(provider.Client.find('x')).rejects.toMatchObject({
      status: 503,
      error: 'temporarily_unavailable',
    });
  });
});

describe("The application's configuration", () => {
  test("with the provider's own registration feature fails at startup", () => {
    const features = { registration: { enabled: true } };
    expect(() => withDcr({ adapter: MapAdapter, features }, { clients: nobody })).toThrow(
      'features.registration',
    );
  });

  test('keeps its values', () => {
    const own = {
      issueRefreshToken: () => false,
      expiresWithSession: () => true,
      clientBasedCORS: () => false,
    };
    const features = {
      devInteractions: { enabled: true },
      resourceIndicators: { useGrantedResource: () => false },
    };
    const completed = withDcr({ adapter: MapAdapter, ...own, features }, { clients: nobody });
    expect(completed).toMatchObject({ ...own, features });
  });

  test('cannot make PKCE optional for public clients', () => {
    const { pkce } = withDcr({ adapter: MapAdapter, pkce: { required: () => false } }, { clients: nobody });
    expect(pkce?.required?.(ctx, publicClient)).toBe(true);
    expect(pkce?.required?.(ctx, confidentialClient)).toBe(false);
  });

  test('contains the scopes of the resources, of the claims and its own', () => {
    const own = { adapter: MapAdapter, scopes: ['openid'], claims: { profile: ['name'], acr: null } };
    const resources = { 'https://api.example/mcp': { scope: 'notes:read notes:write' } };
    const { scopes } = withDcr(own, { clients: nobody, resources });
    expect(scopes).toEqual(['openid', 'profile', 'notes:read', 'notes:write']);
  });

  test('announces offline_access only if the application does', () => {
    const scopesOf = (own: object) => withDcr({ adapter: MapAdapter, ...own }, { clients: nobody }).scopes;
    expect(scopesOf({})).toEqual(['openid']);
    expect(scopesOf({ scopes: ['openid', 'offline_access'] })).toEqual(['openid', 'offline_access']);
  });

  test('may have a page for prompt=select_account, or no sign-in page at all', () => {
    const { Prompt, base } = interactionPolicy;
    const own = [...base(), new Prompt({ name: 'select_account', requestable: true })];
    for (const policy of [own, base().slice(1)]) {
      const { interactions } = withDcr(
        { adapter: MapAdapter, interactions: { policy } },
        { clients: nobody },
      );
      expect(interactions?.policy).toBe(policy);
    }
  });

  test('keeps its other interactions, and its policy unchanged', () => {
    const policy = interactionPolicy.base();
    const url = () => '/interaction';
    const own = { adapter: MapAdapter, interactions: { url, policy } };
    const { interactions } = withDcr(own, { clients: nobody });
    expect(interactions).toMatchObject({ url });
    expect(interactions?.policy?.map(({ name }) => name)).toEqual(['login', 'consent', 'select_account']);
    expect(policy.map(({ name }) => name)).toEqual(['login', 'consent']);
    expect(policy.get('login')?.checks.get('select_account')).toBeUndefined();
  });

  test('has no page that accepts any password', () => {
    const { features } = withDcr({ adapter: MapAdapter }, { clients: nobody });
    expect(features?.devInteractions).toEqual({ enabled: false });
  });
});

describe('The resources', () => {
  const resources = { 'https://api.example/mcp': { scope: 'notes:read' } };
  const indicators = (given: typeof resources | Record<string, { scope: string }>) =>
    withDcr({ adapter: MapAdapter }, { clients: nobody, resources: given }).features!.resourceIndicators!;

  test('are exactly the listed ones', async () => {
    const { getResourceServerInfo } = indicators(resources);
    expect(await getResourceServerInfo!(ctx, 'https://api.example/mcp', publicClient)).toEqual({
      scope: 'notes:read',
    });
    for (const other of ['https://api.example/mcp/', 'https://api.example/', 'constructor']) {
      expect(() => getResourceServerInfo!(ctx, other, publicClient)).toThrow('invalid_target');
    }
  });

  const defaultFor = (scope: string | undefined, given: Parameters<typeof indicators>[0] = resources) => {
    const request = {
      oidc: { requestParamScopes: new Set(scope?.split(' ')) },
    } as unknown as KoaContextWithOIDC;
    return indicators(given).defaultResource!(request, publicClient);
  };

  test.each([undefined, 'notes:read', 'openid notes:read', 'unknown'])(
    'default to the only resource for the scope "%s"',
    (scope) => expect(defaultFor(scope)).toBe('https://api.example/mcp'),
  );

  test('do not bind the token of a client that only signs in a person', () => {
    expect(defaultFor('openid profile')).toBeUndefined();
  });

  test('have no default if there are none or several', () => {
    expect(defaultFor('notes:read', {})).toBeUndefined();
    expect(
      defaultFor('notes:read', { ...resources, 'https://api.example/other': { scope: '' } }),
    ).toBeUndefined();
  });
});

describe('The discovery documents', () => {
  let server: Server;
  const describeWith = async (describeDocument: (document: { issuer: string }) => Promise<never>) => {
    const provider = new Provider(ISSUER, withDcr({ adapter: MapAdapter }, { clients: nobody }));
    attachDcr(provider, {
      clients: nobody,
      sessions: { openOrRequireActive: notCalled, findByExternalId: notCalled, close: notCalled },
      metadata: { describe: describeDocument },
    });
    const handle = provider.callback();
    server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`);
  };
  afterEach(() => server.close());

  test('are a 503 while it is unknown whether registration is open', async () => {
    const response = await describeWith(() => Promise.reject(new Error('ECONNREFUSED')));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
  });
});
