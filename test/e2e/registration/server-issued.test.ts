import { DcrClient } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send } from '../../support/http.js';
import { modes, startEndpoint, type Endpoint } from './endpoint.js';

/** Wire names and internal names of all values that a client may not set. */
const issued: Record<string, unknown> = {
  id: 'chosen-by-client',
  client_id: 'chosen-by-client',
  clientId: 'chosen-by-client',
  client_id_issued_at: 1,
  client_secret: 'chosen-by-client',
  client_secret_expires_at: 0,
  registration_access_token: 'chosen-by-client',
  registration_client_uri: 'https://chosen-by-client.example/',
  software_statement: 'chosen-by-client',
  source: 'manual',
  status: 'pending',
  clientName: 'chosen-by-client',
  redirectUris: ['https://chosen-by-client.example/'],
  redirectHosts: ['chosen-by-client.example'],
  redirect_hosts: ['chosen-by-client.example'],
  grantTypes: ['chosen-by-client'],
  responseTypes: ['chosen-by-client'],
  tokenEndpointAuthMethod: 'chosen-by-client',
  localized: { 'client_name#fr': 'chosen-by-client' },
  created_at: 1,
  createdAt: 1,
  last_used_at: 1,
  lastUsedAt: 1,
  disabled_at: 1,
  disabledAt: 1,
  disabled_reason: 'chosen-by-client',
  disabledReason: 'chosen-by-client',
  fingerprint: 'chosen-by-client',
};

describe.each(modes)('%s, a server-issued value', (negotiation) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({ negotiation });
  });
  afterAll(() => endpoint?.close());

  const clientOf = (clientId: unknown) =>
    endpoint.dataSource.getRepository(DcrClient).findOneByOrFail({ clientId: clientId as string });

  test('cannot be set by a client', async () => {
    const answer = await endpoint.post(issued);
    expect(answer.status, answer.text).toBe(201);
    expect(Object.keys(answer.json()).toSorted()).toEqual([
      'client_id',
      'client_id_issued_at',
      'client_name',
      'grant_types',
      'redirect_uris',
      'response_types',
      'token_endpoint_auth_method',
    ]);
    const client = await clientOf(answer.json()['client_id']);
    expect(JSON.stringify(client)).not.toContain('chosen');
    expect(client).toMatchObject({ source: 'dcr', status: 'active', lastUsedAt: null, disabledAt: null });
    expect(Math.abs(client.createdAt.getTime() - Date.now())).toBeLessThan(10_000);
    expect(Math.floor(client.createdAt.getTime() / 1_000)).toBe(answer.json()['client_id_issued_at']);
  });

  test('such as the client id has 128 random bits and is new each time', async () => {
    const ids = new Set<unknown>();
    for (let turn = 0; turn < 20; turn++) ids.add((await endpoint.post()).json()['client_id']);
    expect(ids.size).toBe(20);
    for (const id of ids) expect(id).toMatch(/^dcr_[0-9a-f]{32}$/);
  });

  test.each(['__proto__', 'constructor', 'prototype', '__defineGetter__'])(
    'cannot be set through %s, and neither can anything else',
    async (member) => {
      const inherited =
        '{"status":"pending","source":"manual","client_name":"polluted","redirect_uris":["https://evil.example/"]}';
      const body = `{"${member}":${inherited},"redirect_uris":["https://client.example.com/cb"]}`;
      const headers = { 'content-type': 'application/json' };
      const answer = await send(`${endpoint.url}/register`, { headers, body });
      expect(answer.status, answer.text).toBe(201);
      expect(answer.json()).toMatchObject({
        client_name: 'Unnamed client',
        redirect_uris: ['https://client.example.com/cb'],
      });
      expect(await clientOf(answer.json()['client_id'])).toMatchObject({ source: 'dcr', status: 'active' });
      expect(({} as Record<string, unknown>)['client_name']).toBeUndefined();
    },
  );

  test('is never taken from an unchecked duplicate of a member', async () => {
    const headers = { 'content-type': 'application/json' };
    const twice = (first: string, last: string) =>
      send(`${endpoint.url}/register`, {
        headers,
        body: `{"redirect_uris":["${first}"],"redirect_uris":["${last}"]}`,
      });
    const answer = await twice('javascript:alert(1)', 'https://client.example.com/cb');
    expect(answer.json()).toMatchObject({ redirect_uris: ['https://client.example.com/cb'] });
    expect((await twice('https://client.example.com/cb', 'javascript:alert(1)')).status).toBe(400);
  });
});
