import { describe, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { everyDatabase } from '../admin/support/clients.js';
import { desktop, startShared } from './support.js';

const scopes = { allowed: ['read', 'write'] };

/** Each differs from the client in one registered value. */
const different: [what: string, metadata: object][] = [
  ['name', { client_name: 'Desktop 2' }],
  ['name in another case', { client_name: 'desktop' }],
  ['localized name', { 'client_name#fr': 'Bureau' }],
  ['grants', { grant_types: ['authorization_code'] }],
  ['order of the grants', { grant_types: ['refresh_token', 'authorization_code'] }],
  ['scope', { scope: 'read' }],
  ['homepage', { client_uri: 'https://desktop.example.com/' }],
  ['logo', { logo_uri: 'https://desktop.example.com/logo.png' }],
  ['terms', { tos_uri: 'https://desktop.example.com/terms' }],
  ['privacy policy', { policy_uri: 'https://desktop.example.com/privacy' }],
  ['contacts', { contacts: ['help@example.com'] }],
  ['software id', { software_id: 'desktop' }],
  ['software version', { software_version: '1.0.1' }],
  ['application type', { application_type: 'native' }],
  ['number of redirect URIs', { redirect_uris: desktop().redirect_uris.slice(0, 2) }],
  ['order of the redirect URIs', { redirect_uris: desktop().redirect_uris.toReversed() }],
  [
    'loopback host',
    {
      redirect_uris: desktop().redirect_uris.map((uri) => uri.replace('127.0.0.1:33418', 'localhost:33418')),
    },
  ],
  [
    'loopback path',
    { redirect_uris: desktop().redirect_uris.map((uri) => uri.replace('33418/', '33418/cb')) },
  ],
  [
    'port of an https redirect URI',
    { redirect_uris: desktop().redirect_uris.map((uri) => uri.replace('example.com', 'example.com:8443')) },
  ],
];

describeDatabases(
  'instances share a client',
  (database) => {
    test('that has the same registered values, and get the redirect URIs that they sent', async () => {
      const { post, clients } = await startShared({}, { database });
      const first = await post({ ...desktop(1_111), 'client_name#fr': 'Bureau', 'client_name#de': 'Tisch' });
      const second = await post({ ...desktop(2_222), 'client_name#de': 'Tisch', 'client_name#fr': 'Bureau' });
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(second.json()).toEqual({
        ...first.json(),
        redirect_uris: desktop(2_222).redirect_uris,
      });
      expect(first.json()['redirect_uris']).toEqual(desktop(1_111).redirect_uris);
      expect(await clients()).toMatchObject([
        { clientId: first.json()['client_id'], redirectUris: desktop(1_111).redirect_uris },
      ]);
    });
  },
  everyDatabase,
);

describe('Instances do not share a client', () => {
  test.each(different)('that differs in its %s', async (_, changes) => {
    const { idOf, clients } = await startShared({ scopes });
    const id = await idOf();
    expect(await idOf({ ...desktop(), ...changes })).not.toBe(id);
    expect(await idOf()).toBe(id);
    expect(await idOf({ ...desktop(), ...changes })).not.toBe(id);
    expect(await clients()).toHaveLength(2);
  });

  test('that only has the same fingerprint', async () => {
    const { idOf, clients } = await startShared();
    await idOf({ ...desktop(), client_name: 'Good' });
    await idOf({ ...desktop(), client_name: 'Bad' });
    const [one, other] = await clients();
    expect(other!.fingerprint).toBe(one!.fingerprint);
    expect(other!.instanceHash).not.toBe(one!.instanceHash);
  });

  test('with the default', async () => {
    const { idOf, clients } = await startShared({ instances: undefined });
    expect(await idOf()).not.toBe(await idOf());
    expect(await clients()).toMatchObject([
      { instanceHash: null, sharedHash: null, lastRegisteredAt: null },
      { instanceHash: null, sharedHash: null, lastRegisteredAt: null },
    ]);
  });

  test('that the application registered itself', async () => {
    const { admin, idOf } = await startShared();
    const { client } = await admin.createClient(desktop());
    const id = await idOf();
    expect(id).not.toBe(client.clientId);
    await admin.disableClient(client.clientId);
    await admin.enableClient(client.clientId);
    expect(await idOf()).toBe(id);
    expect(await admin.getClient(client.clientId)).toMatchObject({ client: { sharedHash: null } });
  });
});

test('What was substituted is compared as it is registered, not as it was sent', async () => {
  const { idOf } = await startShared({ negotiation: 'substitute' });
  const id = await idOf();
  const device = 'urn:ietf:params:oauth:grant-type:device_code';
  expect(await idOf({ ...desktop(), grant_types: [...desktop().grant_types, device] })).toBe(id);
  expect(await idOf({ ...desktop(), token_endpoint_auth_method: 'client_secret_post' })).toBe(id);
  expect(await idOf({ ...desktop(), unknown_member: 'x' })).toBe(id);
});
