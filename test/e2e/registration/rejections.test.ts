import { DcrAdminService, DcrAuditEvent, DcrClient, DcrRegistrationService, type DcrError } from 'nestjs-dcr';
import { Like } from 'typeorm';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { tableName } from '../../support/table-name.js';
import { expectError } from '../../conformance/answer-rules.js';
import { adapters } from '../../support/application.js';
import { postJson, send } from '../../support/http.js';
import { startEndpoint, type Endpoint } from './endpoint.js';

// oxlint-disable-next-line no-control-regex -- what a terminal would obey
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe.each(adapters)('the audit of a rejection, on %s', (adapter) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({}, { adapter });
  });
  afterAll(() => endpoint?.close());

  const reject = (body: object, headers: Record<string, string>) =>
    postJson(`${endpoint.url}/register`, body, headers);

  test('keeps the error, the requested metadata, the address and the user agent', async () => {
    const requested = {
      client_name: 'Example',
      redirect_uris: ['https://client.example.com/#'],
      scope: 'read',
    };
    const headers = { 'user-agent': 'Example/1', 'x-request-id': 'req-7' };
    const answer = await reject({ ...requested, ignored: 'x', logo_uri: '' }, headers);
    expectError(answer, 400, 'invalid_redirect_uri');
    const { id, createdAt, ...event } = await endpoint.event({ userAgent: 'Example/1' });
    expect(event).toEqual({
      type: 'client.rejected',
      outcome: 'rejected',
      source: null,
      clientId: null,
      error: 'invalid_redirect_uri',
      cause: 'redirect_uris',
      description: 'redirect_uris[0] must not contain a fragment.',
      requested,
      substituted: null,
      changes: null,
      ip: '127.0.0.1',
      userAgent: 'Example/1',
      requestId: 'req-7',
      actor: null,
      batchId: null,
      clientName: 'Example',
      redirectHosts: ['client.example.com'],
      ruleId: null,
      reason: null,
      count: 1,
    });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Math.abs(createdAt.getTime() - Date.now())).toBeLessThan(10_000);
  });

  test.each([
    ['an empty list', []],
    ['an empty string', ''],
    ['null', null],
  ])('keeps redirect_uris that were refused because they are %s', async (kind, redirect_uris) => {
    expectError(await reject({ redirect_uris, client_uri: '' }, { 'user-agent': `empty: ${kind}` }), 400);
    const { requested, cause } = await endpoint.event({ userAgent: `empty: ${kind}` });
    expect({ requested, cause }).toEqual({ requested: { redirect_uris }, cause: 'redirect_uris' });
  });

  test('is bounded, however long the request was', async () => {
    const long = 'x'.repeat(2_000);
    const body = {
      client_name: long,
      software_id: long,
      redirect_uris: Array.from({ length: 40 }, (_, index) => `https://client.example.com/${index}`),
      contacts: Array.from({ length: 20 }, () => 'c'.repeat(300)),
    };
    const answer = await reject(body, {
      'user-agent': `bounded ${'u'.repeat(4_000)}`,
      'x-request-id': 'r'.repeat(4_000),
    });
    expectError(answer, 400);
    const { userAgent, requestId, requested } = await endpoint.event({
      userAgent: `bounded ${'u'.repeat(492)}`,
    });
    expect(userAgent).toHaveLength(500);
    expect(requestId).toBe('r'.repeat(128));
    expect(requested!['client_name']).toBe('x'.repeat(256));
    expect(requested!['redirect_uris']).toHaveLength(32);
    expect((requested!['contacts'] as string[])[0]).toHaveLength(256);
  });

  test('is safe to print', async () => {
    const nasty = 'a\u001b[2J\r\n\0\u202e\u2028\ud800b';
    const body = { client_name: nasty, redirect_uris: [nasty], contacts: [nasty], scope: { [nasty]: nasty } };
    expectError(await reject(body, { 'user-agent': 'nasty \u009b2J', 'x-request-id': 'r\u009b2J' }), 400);
    const events = endpoint.dataSource.getRepository(DcrAuditEvent);
    const event = await events.findOneByOrFail({ userAgent: Like('nasty %') });
    expect(event.userAgent).toMatch(/\ufffd2J$/);
    expect(event.requestId).toMatch(/\ufffd2J$/);
    expect(event.userAgent).not.toMatch(unprintable);
    expect(event.requested).toMatchObject({
      client_name: 'a\ufffd[2J\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb',
      scope: {},
    });
    expect(JSON.stringify(event.requested)).not.toMatch(unprintable);
  });

  test('contains nothing of a body that was not read', async () => {
    const headers = { 'content-type': 'text/plain', 'user-agent': 'unread' };
    expectError(await send(`${endpoint.url}/register`, { headers, body: '{"client_name":"x"}' }), 415);
    expect(await endpoint.event({ userAgent: 'unread' })).toMatchObject({ requested: null, count: 1 });
  });

  test('is written once if the application registers the client itself', async () => {
    const service = endpoint.nest.get(DcrRegistrationService);
    const refusal = await service
      .register({ redirect_uris: [42] }, { ip: '2001:db8::1', userAgent: 'by itself' })
      .catch((error: DcrError) => error);
    expect(refusal).toMatchObject({ error: 'invalid_redirect_uri', status: 400 });
    const events = await endpoint.dataSource.getRepository(DcrAuditEvent).findBy({ userAgent: 'by itself' });
    expect(events).toMatchObject([{ ip: '2001:db8::1', error: 'invalid_redirect_uri' }]);
  });
});

describe('an audit that cannot be written', () => {
  test.each(adapters)('does not change the 400 of a rejection, on %s', async (adapter) => {
    const endpoint = await startEndpoint({}, { adapter });
    onTestFinished(() => endpoint.close());
    await endpoint.dataSource.query(`DROP TABLE ${tableName(endpoint.dataSource, DcrAuditEvent)}`);
    const answer = await endpoint.post({ redirect_uris: ['javascript:alert(1)'] });
    expectError(answer, 400, 'invalid_redirect_uri');
    const malformed = { headers: { 'content-type': 'application/json' }, body: '{' };
    expectError(await send(`${endpoint.url}/register`, malformed), 400, 'invalid_client_metadata');
  });

  test('leaves no registration without its audit event', async () => {
    const endpoint = await startEndpoint();
    onTestFinished(() => endpoint.close());
    await endpoint.dataSource.query(`DROP TABLE ${tableName(endpoint.dataSource, DcrAuditEvent)}`);
    expectError(await endpoint.post(), 500, 'server_error');
    expect(await endpoint.dataSource.getRepository(DcrClient).count()).toBe(0);
  });
});

describe('the address in the audit', () => {
  test.each([
    ['full', '203.0.113.77', '203.0.113.77'],
    ['full', '::ffff:203.0.113.77', '203.0.113.77'],
    ['full', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6'],
    ['full', `a\u001b${'x'.repeat(100)}`, `a\ufffd${'x'.repeat(62)}`],
    ['truncated', '203.0.113.77', '203.0.113.0/24'],
    ['truncated', '::ffff:203.0.113.77', '203.0.113.0/24'],
    ['truncated', '2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['truncated', '2001:db8::1', '2001:db8:0::/48'],
    ['truncated', '::1', '0:0:0::/48'],
    ['truncated', 'fe80::1%eth0', 'fe80:0:0::/48'],
    ['truncated', 'unknown', null],
    ['none', '203.0.113.77', null],
    ['none', '2001:db8::1', null],
  ] as const)('is stored %s: %j', async (ip, address, kept) => {
    const endpoint = await startEndpoint({ audit: { ip } });
    onTestFinished(() => endpoint.close());
    const service = endpoint.nest.get(DcrRegistrationService);
    await service.register({ redirect_uris: ['http://localhost/'] }, { ip: address });
    await service.register({}, { ip: address }).catch(() => undefined);
    const events = await endpoint.dataSource.getRepository(DcrAuditEvent).find();
    expect(events.map((event) => event.ip)).toEqual([kept, kept]);
  });

  test.each([null, { ip: null, headers: null, userAgent: null }])(
    'is unknown with the origin %j',
    async (origin) => {
      const endpoint = await startEndpoint();
      onTestFinished(() => endpoint.close());
      const service = endpoint.nest.get(DcrRegistrationService);
      await service.register({ redirect_uris: ['http://localhost/'] }, origin as object);
      await endpoint.nest
        .get(DcrAdminService)
        .explain({ redirect_uris: ['http://localhost/'] }, origin as object);
      const events = await endpoint.dataSource.getRepository(DcrAuditEvent).find();
      expect(events).toMatchObject([{ outcome: 'accepted', ip: null, userAgent: null }]);
    },
  );
});
