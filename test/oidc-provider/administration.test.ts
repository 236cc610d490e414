import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administer } from './support/operator.js';
import { obtainTokens, register, REDIRECT_URI, type Registered } from './support/registered-client.js';
import { startSample, type Sample } from './support/sample.js';

let sample: Sample;
let registered: Registered;
beforeAll(async () => {
  sample = await startSample();
  registered = await register(sample, { client_name: 'A needle' });
  await obtainTokens(sample, registered);
});
afterAll(() => sample?.close());

const as = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});
const operator = as('operator', 'battery staple');

describe('The administration is denied', () => {
  test.each([
    ['without a password', {}],
    ['with a wrong password', as('operator', 'wrong')],
    ['with an empty password', as('operator', '')],
    ['to a person who is not an operator', as('alice', 'correct horse')],
    ['to a name with a NUL', as('operator\0', 'battery staple')],
    ['to a scheme other than Basic', { authorization: 'Bearer battery-staple' }],
  ])('%s', async (_title, headers) => {
    for (const request of ['GET /clients', 'POST /registration/pause'] as const) {
      const { status, headers: answered } = await administer(sample, request, undefined, headers);
      expect(status).toBe(401);
      expect(answered.get('www-authenticate')).toMatch(/^Basic realm=/);
    }
  });

  test('to a form on a foreign page, although a browser would send the password with it', async () => {
    const request = `POST /clients/${registered.client.client_id}/disable` as const;
    const forged = { ...operator, origin: 'https://attacker.example' };
    expect((await administer(sample, request, undefined, forged)).status).toBe(403);
    expect((await administer(sample, 'GET /statistics')).body).toMatchObject({ disabled: 0 });
    const own = { ...operator, origin: sample.settings.address };
    expect((await administer(sample, 'POST /cleanup', undefined, own)).status).toBe(200);
  });
});

describe('An operator', () => {
  test('lists, searches and pages through clients', async () => {
    const other = await register(sample, { client_name: 'Hay' });
    const found = await administer(sample, 'GET /clients?search=needle&status=active&source=dcr');
    expect(found.headers.get('cache-control')).toBe('no-store');
    expect(found.body).toMatchObject({
      items: [{ clientId: registered.client.client_id, clientName: 'A needle' }],
      counts: { active: 1, total: 1 },
    });
    const page = await administer(sample, 'GET /clients?limit=1&sort=-createdAt');
    expect(page.body).toMatchObject({ items: [{ clientId: other.client.client_id }] });
    const next = await administer(
      sample,
      `GET /clients?limit=1&sort=-createdAt&cursor=${String(page.body['nextCursor'])}`,
    );
    expect(next.body).toMatchObject({ items: [{ clientId: registered.client.client_id }] });
    expect(next.body).not.toHaveProperty('nextCursor');
  });

  test('sees a client with its sessions and events', async () => {
    expect(await administer(sample, `GET /clients/${registered.client.client_id}`)).toMatchObject({
      status: 200,
      body: {
        client: { clientName: 'A needle' },
        sessions: { active: 1, total: 1 },
        recentEvents: [{ type: 'client.registered' }],
      },
    });
  });

  test('registers a client of our own', async () => {
    const created = await administer(sample, 'POST /clients', { redirect_uris: [REDIRECT_URI] });
    expect(created).toMatchObject({ status: 201, body: { client: { source: 'manual' } } });
    expect(
      await administer(sample, 'POST /clients', { redirect_uris: ['javascript:alert(1)'] }),
    ).toMatchObject({
      status: 400,
      body: { error: 'invalid_redirect_uri' },
    });
  });

  test('disables, enables and deletes a client, each repeatedly, and the audit has their name', async () => {
    const { client } = await register(sample);
    const at = `/clients/${client.client_id}` as const;
    await obtainTokens(sample, { ...registered, client });
    expect((await administer(sample, `POST ${at}/revoke`)).body).toEqual({
      revokedSessions: 1,
      failedSessions: 0,
    });
    for (const _ of [1, 2]) {
      const disabled = await administer(sample, `POST ${at}/disable`, { reason: 'spam' });
      expect(disabled.body).toMatchObject({ client: { status: 'disabled', disabledReason: 'spam' } });
    }
    expect((await administer(sample, `POST ${at}/enable`)).body).toMatchObject({
      client: { status: 'active' },
    });
    for (const _ of [1, 2]) expect((await administer(sample, `DELETE ${at}`)).status).toBe(200);
    const { body } = await administer(sample, `GET /audit?clientId=${client.client_id}`);
    expect(body['items']).toMatchObject([
      { type: 'client.deleted', actor: 'operator' },
      { type: 'client.enabled', actor: 'operator' },
      { type: 'client.disabled', actor: 'operator', reason: 'spam' },
      { type: 'client.sessions_revoked', actor: 'operator' },
      { type: 'client.registered' },
    ]);
  });

  test('reads the statistics and the audit, and cleans up', async () => {
    expect((await administer(sample, 'GET /statistics')).body).toMatchObject({ paused: false });
    const from = new Date(Date.now() - 60_000).toISOString();
    const audit = await administer(sample, `GET /audit?type=client.registered&limit=1&from=${from}`);
    expect(audit.body['items']).toMatchObject([{ type: 'client.registered', outcome: 'accepted' }]);
    expect((await administer(sample, 'POST /cleanup', { dryRun: true })).body).toMatchObject({
      unusedClients: 0,
      idleClients: 0,
    });
  });

  test.each([
    ['GET /clients/dcr_ffffffffffffffffffffffffffffffff', 404, 'not_found'],
    ['POST /clients/dcr_ffffffffffffffffffffffffffffffff/disable', 404, 'not_found'],
    ['GET /clients?limit=0', 400, 'invalid_request'],
    ['GET /clients?cursor=made-up', 400, 'invalid_request'],
  ] as const)('is told the error of %s', async (request, status, error) => {
    expect(await administer(sample, request)).toMatchObject({ status, body: { error } });
  });

  test.each([
    'GET /clients?status=gone',
    'GET /clients?limit=many',
    'GET /clients?nmae=x',
    'GET /clients?search=a&search=b',
    'GET /audit?from=yesterday',
  ] as const)('is refused %s', async (request) => {
    expect((await administer(sample, request)).status).toBe(400);
  });

  test('is told the types of the audit when one is misspelled', async () => {
    const { status, body } = await administer(sample, 'GET /audit?type=nonsense');
    expect(status).toBe(400);
    expect(body['error_description']).toMatch(
      /^type must be 'client.registered' or .*'discovery.resumed'\.$/,
    );
  });

  test('is refused a reason that is not a string, and a dry run that is not a boolean', async () => {
    const at = `/clients/${registered.client.client_id}` as const;
    expect((await administer(sample, `POST ${at}/disable`, { reason: 7 })).status).toBe(400);
    expect((await administer(sample, 'POST /cleanup', { dryRun: 'no' })).status).toBe(400);
    expect((await administer(sample, `GET ${at}`)).body).toMatchObject({ client: { status: 'active' } });
  });
});
