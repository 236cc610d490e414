import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StorageUnavailableError, attachDcr, dcrAdapter, withDcr } from 'nestjs-dcr/oidc-provider';
import { Provider, type Client, type KoaContextWithOIDC } from 'oidc-provider';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MapAdapter } from './support/map-adapter.js';

const notCalled = () => Promise.reject(new Error('not called'));
const nobody = { findActive: () => Promise.resolve(null) };
const ISSUER = 'http://localhost/oidc';
const ctx = {} as KoaContextWithOIDC;
const publicClient = { tokenEndpointAuthMethod: 'none' } as Client;
const confidentialClient = { tokenEndpointAuthMethod: 'client_secret_basic' } as Client;

describe("The host's own adapter", () => {
  beforeEach(() => {
    MapAdapter.models = [];
  });

  test.each([
    ['a class', MapAdapter],
    ['a function', (model: string) => new MapAdapter(model)],
  ])('may be %s, and keeps everything but clients', async (_form, adapter) => {
    const provider = new Provider(ISSUER, withDcr({ adapter }, { clients: nobody }));
    expect(await provider.Client.find('unknown')).toBeUndefined();
    const grantId = await new provider.Grant({ accountId: 'alice', clientId: 'x' }).save();
    expect(await provider.Grant.find(grantId)).toMatchObject({ accountId: 'alice' });
    expect(MapAdapter.models).toEqual(['Grant']);
  });

  test("the host's static clients are found as before", async () => {
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

  test('a database that does not answer is a 503 of the provider', async () => {
    const away = { findActive: () => Promise.reject(new Error('ECONNREFUSED')) };
    const provider = new Provider(ISSUER, withDcr({ adapter: MapAdapter }, { clients: away }));
    await expect(provider.Client.find('x')).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(provider.Client.find('x')).rejects.toMatchObject({
      status: 503,
      error: 'temporarily_unavailable',
    });
  });
});

describe("The host's configuration", () => {
  test('with the registration feature of the provider stops the start', () => {
    const features = { registration: { enabled: true } };
    expect(() => withDcr({ adapter: MapAdapter, features }, { clients: nobody })).toThrow(
      'features.registration',
    );
  });

  test('keeps what it says', () => {
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

  test('knows the scopes of the resources, the claims and its own', () => {
    const host = { adapter: MapAdapter, scopes: ['openid'], claims: { profile: ['name'], acr: null } };
    const resources = { 'https://api.example/mcp': { scope: 'notes:read notes:write' } };
    const { scopes } = withDcr(host, { clients: nobody, resources });
    expect(scopes).toEqual(['openid', 'profile', 'notes:read', 'notes:write']);
  });

  test('has no page that takes any password', () => {
    const { features } = withDcr({ adapter: MapAdapter }, { clients: nobody });
    expect(features?.devInteractions).toEqual({ enabled: false });
  });
});

describe('The resources', () => {
  const resources = { 'https://api.example/mcp': { scope: 'notes:read' } };
  const indicators = (given: typeof resources | Record<string, { scope: string }>) =>
    withDcr({ adapter: MapAdapter }, { clients: nobody, resources: given }).features!.resourceIndicators!;

  test('are the ones that are listed, and no other', async () => {
    const { getResourceServerInfo } = indicators(resources);
    expect(await getResourceServerInfo!(ctx, 'https://api.example/mcp', publicClient)).toEqual({
      scope: 'notes:read',
    });
    for (const other of ['https://api.example/mcp/', 'https://api.example/', 'constructor']) {
      expect(() => getResourceServerInfo!(ctx, other, publicClient)).toThrow('invalid_target');
    }
  });

  test('default to the only one', async () => {
    expect(await indicators(resources).defaultResource!(ctx, publicClient)).toBe('https://api.example/mcp');
    const two = { ...resources, 'https://api.example/other': { scope: '' } };
    expect(await indicators(two).defaultResource!(ctx, publicClient)).toBeUndefined();
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

  test('are a 503 while it is not known whether registration is open', async () => {
    const response = await describeWith(() => Promise.reject(new Error('ECONNREFUSED')));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
  });
});
