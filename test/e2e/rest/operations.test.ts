import { type INestApplication, UseGuards, ValidationPipe, VersioningType } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DcrSessionService } from 'nestjs-dcr';
import { DcrRestModule, type DcrRestOptions } from 'nestjs-dcr/console';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adapters,
  type ApplicationSetup,
  startApplication,
  type TestApplication,
} from '../../support/application.js';
import { postJson } from '../../support/http.js';
import { AdminGuard, type OperatorRequest } from '../console/support/guard.js';
import { RestCaller } from './support.js';

const GUARDED: DcrRestOptions = {
  decorators: [UseGuards(AdminGuard)],
  operator: (request: OperatorRequest) => request.user?.email,
};

const RULE = { kind: 'network', value: '192.0.2.0/24', effect: 'deny' };

interface Mounting extends Pick<ApplicationSetup, 'providers' | 'configure'> {
  rest: DcrRestOptions;
  /** Where the API answers. */
  at: string;
  /** Precedes the path of the registration. */
  prefix?: string;
}

const mountings: [title: string, Mounting][] = [
  ['at its default path', { rest: GUARDED, at: '/admin/clients/api' }],
  [
    'below a global prefix, with URI versions and a strict ValidationPipe',
    {
      rest: { ...GUARDED, path: '/operators/oauth/' },
      at: '/api/v0/operators/oauth',
      prefix: '/api/v0',
      configure: (app: INestApplication) => {
        app.setGlobalPrefix('api/v0');
        app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
        app.useGlobalPipes(
          new ValidationPipe({
            whitelist: true,
            forbidNonWhitelisted: true,
            transform: true,
            transformOptions: { enableImplicitConversion: true },
          }),
        );
      },
    },
  ],
  [
    'behind a global guard, with header versions',
    {
      rest: { ...GUARDED, decorators: [], guardedBy: 'the global guard', path: 'oauth' },
      at: '/oauth',
      providers: [{ provide: APP_GUARD, useClass: AdminGuard }],
      configure: (app: INestApplication) =>
        void app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' }),
    },
  ],
];

const cases = adapters.flatMap((adapter) =>
  mountings.map(([title, mounting]) => ({ adapter, title, ...mounting })),
);

describe.each(cases)('The REST API on $adapter, $title', ({ adapter, at, rest, prefix = '', ...setup }) => {
  let application: TestApplication;
  let caller: RestCaller;

  beforeAll(async () => {
    application = await startApplication({
      adapter,
      dcr: { enabled: true, cimd: { enabled: true }, maxRegistrationsPerWindow: 1_000 },
      imports: [DcrRestModule.forRoot(rest)],
      ...setup,
    });
    caller = new RestCaller(application.url + at);
  });
  afterAll(() => application?.close());

  const register = async (host: string): Promise<string> => {
    const metadata = { client_name: `Client of ${host}`, redirect_uris: [`https://${host}/callback`] };
    const { client } = (await caller.post('clients', metadata)).json() as { client: { clientId: string } };
    return client.clientId;
  };
  const open = (clientId: string, subject: string) =>
    application.nest.get(DcrSessionService, { strict: false }).open({ clientId, subject });

  test('creates, lists and shows clients', async () => {
    const metadata = { client_name: 'Partner', redirect_uris: ['https://partner.example/callback'] };
    const created = await caller.post('clients', metadata);
    expect(created.status).toBe(201);
    const { client } = created.json() as { client: { clientId: string } };
    expect(client).toMatchObject({ source: 'manual', status: 'active', clientName: 'Partner' });
    const listed = await caller.get('clients?search=partner&source=manual&limit=1&neverUsed=true');
    expect(listed.json()).toMatchObject({ items: [{ clientId: client.clientId }] });
    const shown = await caller.get(`clients/${client.clientId}`);
    expect(shown.json()).toMatchObject({
      client: { clientId: client.clientId },
      sessions: { active: 0, total: 0 },
      recentEvents: [{ actor: 'olga@example.com' }],
    });
    expect(shown.headers['cache-control']).toBe('no-store');
    expect((await caller.get(`clients/${client.clientId}/status`)).json()).toMatchObject({
      status: 'active',
    });
    expect((await caller.get('redirect-hosts?search=partner')).json()).toMatchObject({
      items: [{ redirectHost: 'partner.example', clients: 1 }],
    });
  });

  test('disables, enables, revokes and deletes one client, and audits who it was and why', async () => {
    const id = await register('one.example');
    await open(id, 'ann');
    const revoked = await caller.post(`clients/${id}/revoke`, { reason: 'lost laptop' });
    expect(revoked.json()).toEqual({ revokedSessions: 1, failedSessions: 0 });
    await open(id, 'ann');
    const disabled = await caller.post(`clients/${id}/disable`, { reason: 'spam' });
    expect(disabled.json()).toMatchObject({ client: { status: 'disabled' }, revokedSessions: 1 });
    expect((await caller.post(`clients/${id}/enable`)).json()).toMatchObject({
      client: { status: 'active' },
    });
    const deleted = await caller.delete(`clients/${id}`, { reason: 'gone' });
    expect(deleted.json()).toEqual({ revokedSessions: 0, failedSessions: 0 });
    expect((await caller.get(`clients/${id}/status`)).json()).toMatchObject({ status: 'removed' });
    const { items } = (await caller.get(`audit?clientId=${id}&sort=createdAt`)).json();
    const events = items as { type: string; actor: string; reason: string | null }[];
    expect(events.map(({ type, reason }) => [type, reason])).toEqual([
      ['client.registered', null],
      ['client.sessions_revoked', 'lost laptop'],
      ['client.disabled', 'spam'],
      ['client.sessions_revoked', 'spam'],
      ['client.enabled', null],
      ['client.deleted', 'gone'],
    ]);
    expect(new Set(events.map(({ actor }) => actor))).toEqual(new Set(['olga@example.com']));
  });

  test('works on many clients, and counts first who would be disconnected', async () => {
    const ids = [await register('many.example'), await register('many.example')];
    for (const id of ids) await open(id, 'bob');
    const filter = { redirectHost: 'many.example' };
    const dry = await caller.post('bulk/disable', { filter, dryRun: true });
    expect(dry.json()).toMatchObject({ matched: 2, changed: 0, subjects: 1 });
    const done = (await caller.post('bulk/disable', { filter, reason: 'abuse' })).json();
    expect(done).toMatchObject({ matched: 2, changed: 2, revokedSessions: 2, subjects: 1 });
    const { items } = (
      await caller.get(`audit?batchId=${String(done['batchId'])}&type=client.disabled`)
    ).json();
    expect(items).toMatchObject([{ reason: 'abuse' }, { reason: 'abuse', actor: 'olga@example.com' }]);
    expect((await caller.post('bulk/enable', { filter })).json()).toMatchObject({ changed: 2 });
    expect((await caller.post('bulk/revoke', { filter: { clientIds: ids } })).json()).toMatchObject({
      matched: 2,
    });
    expect((await caller.post('bulk/delete', { filter })).json()).toMatchObject({ changed: 2 });
  });

  test('lists and revokes sessions', async () => {
    const id = await register('sessions.example');
    const { id: sessionId } = await open(id, 'carol');
    const listed = await caller.get('sessions?subject=carol&active=true');
    expect(listed.json()).toMatchObject({ items: [{ id: sessionId, clientId: id }] });
    const revoked = await caller.post(`sessions/${sessionId}/revoke`, { reason: 'lost' });
    expect(revoked.json()).toMatchObject({ revokedSessions: 1 });
    expect((await caller.get('sessions?subject=carol&active=true')).json()).toMatchObject({ items: [] });
  });

  test('proposes, previews, adds, lists and removes rules, which apply at once', async () => {
    const id = await register('bad.example');
    const proposed = await caller.get(`clients/${id}/rules`);
    expect(JSON.parse(proposed.text)).toMatchObject([
      { kind: 'fingerprint' },
      { kind: 'redirectHost', value: 'bad.example', matchingClients: 1 },
    ]);
    const rule = { kind: 'redirectHost', value: 'BAD.example', effect: 'deny' };
    expect((await caller.post('rules/preview', rule)).json()).toEqual({
      kind: 'redirectHost',
      value: 'bad.example',
      matchingClients: 1,
    });
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const added = await caller.post('rules', { ...rule, expiresAt, reason: 'abuse' });
    expect(added.status).toBe(201);
    const { rule: stored } = added.json() as { rule: { id: string } };
    expect(stored).toMatchObject({ expiresAt, actor: 'olga@example.com', reason: 'abuse' });
    expect((await caller.get('rules?kind=redirectHost&search=bad')).json()).toMatchObject({
      items: [{ id: stored.id }],
    });
    const metadata = { redirect_uris: ['https://bad.example/callback'] };
    expect((await caller.post('explain', { metadata })).json()).toMatchObject({
      outcome: 'refused',
      decidedBy: 'rule',
      ruleId: stored.id,
    });
    const refused = await postJson(`${application.url}${prefix}/register`, metadata, {
      'x-operator': 'nobody',
    });
    expect(refused.status).toBe(403);
    expect((await caller.get('audit?cause=rule')).json()).toMatchObject({ items: [{ ruleId: stored.id }] });
    expect((await caller.delete(`rules/${stored.id}`, { reason: 'over' })).status).toBe(204);
    expect((await caller.get('rules')).json()).toMatchObject({ items: [] });
  });

  test('explains a registration from an address', async () => {
    const network = { kind: 'network', value: '203.0.113.0/24', effect: 'pending' };
    const { rule } = (await caller.post('rules', network)).json() as { rule: { id: string } };
    const metadata = { redirect_uris: ['https://good.example/callback'] };
    expect((await caller.post('explain', { metadata })).json()).toMatchObject({ outcome: 'registered' });
    expect((await caller.post('explain', { metadata, ip: '203.0.113.7' })).json()).toMatchObject({
      outcome: 'pending',
      decidedBy: 'rule',
    });
    await caller.delete(`rules/${rule.id}`);
  });

  test('pauses and resumes registration and discovery', async () => {
    for (const what of ['registration', 'discovery']) {
      expect((await caller.post(`${what}/pause`, { reason: 'a flood' })).status).toBe(204);
      const paused = { by: 'olga@example.com', reason: 'a flood' };
      expect((await caller.get('statistics')).json()).toMatchObject(
        what === 'discovery' ? { discoveryPaused: paused } : { paused },
      );
      expect((await caller.post(`${what}/resume`)).status).toBe(204);
    }
    expect((await caller.get('statistics?days=7')).json()).toMatchObject({
      paused: false,
      discoveryPaused: false,
    });
  });

  test('cleans up, and shows the settings', async () => {
    expect((await caller.post('cleanup', { dryRun: true })).json()).toMatchObject({ unusedClients: 0 });
    expect((await caller.post('cleanup', { reason: 'now' })).json()).toMatchObject({ idleClients: 0 });
    expect((await caller.get('settings')).json()).toMatchObject({ enabled: true, maxClients: null });
  });

  test('refreshes only clients with a document', async () => {
    const answer = await caller.post(`clients/${await register('plain.example')}/refresh`);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ error: 'invalid_request' });
  });

  test.each([
    ['GET', 'clients/nobody'],
    ['GET', 'clients/nobody/rules'],
    ['POST', 'clients/nobody/disable'],
    ['POST', 'clients/nobody/enable'],
    ['POST', 'clients/nobody/revoke'],
    ['POST', 'clients/nobody/refresh'],
    ['POST', 'clients/%00/disable'],
    ['POST', 'sessions/nobody/revoke'],
  ] as const)('answers 404 to %s %s', async (method, path) => {
    const answer = await (method === 'GET' ? caller.get(path) : caller.post(path));
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({ error: 'not_found' });
  });

  test.each([
    'clients?limit=0',
    'clients?limit=1&limit=2',
    'clients?cursor=nonsense',
    'clients?status=gone',
    'clients?statsu=active',
    'clients?search=a&search=b',
    'redirect-hosts?sort=name',
    'sessions?cursor=eyJ9',
    'sessions?active=maybe',
    'rules?kind=host',
    'audit?from=yesterday',
    'audit?cursor=nonsense',
    'statistics?days=8',
  ])('answers 400 in its own form to GET %s', async (path) => {
    const answer = await caller.get(path);
    expect(answer.status, answer.text).toBe(400);
    expect(answer.json()).toEqual({
      error: 'invalid_request',
      error_description: expect.stringMatching(/\w/) as string,
    });
  });

  test.each<[string, unknown]>([
    ['bulk/disable', {}],
    ['bulk/disable', { dryRun: true }],
    ['bulk/disable', { filter: {} }],
    ['bulk/disable', { filter: [] }],
    ['bulk/disable', { filter: null }],
    ['bulk/delete', { filter: { search: '' } }],
    ['bulk/delete', { filter: { search: null } }],
    ['bulk/delete', { filter: { serach: 'x' } }],
    ['bulk/delete', { filter: { all: true, search: 'x' } }],
    ['bulk/delete', { filter: { all: true }, reason: null }],
    ['bulk/enable', { filter: { clientIds: ['a'] }, dryRun: 'perhaps' }],
    ['clients/nobody/disable', { reason: 1 }],
    ['clients/nobody/disable', { reason: 'a'.repeat(501) }],
    ['clients/nobody/disable', { raeson: 'x' }],
    ['clients/nobody/disable', []],
    ['rules', { kind: 'redirectHost', value: 'bad.example' }],
    ['rules', { ...RULE, reason: null }],
    ['rules', { ...RULE, reason: 'a'.repeat(501) }],
    ['rules', { ...RULE, expiresAt: null }],
    ['rules', { kind: 'redirectHost', value: 'https://bad.example', effect: 'deny' }],
    ['rules', { kind: 'network', value: '10.0.0.0/8', effect: 'deny', expiresAt: '2001-01-01' }],
    ['rules/preview', { kind: 'network', value: 'here', effect: 'deny' }],
    ['cleanup', { dryRun: 'yes' }],
    ['registration/pause', { until: 'tomorrow' }],
    ['explain', {}],
    ['explain', { metadata: {}, port: 1 }],
    ['explain', { metadata: {}, ip: null }],
    ['explain', { metadata: {}, ip: 1 }],
  ])('answers 400 in its own form to POST %s %j', async (path, body) => {
    const answer = await caller.post(path, body);
    expect(answer.status, answer.text).toBe(400);
    expect(answer.json()).toEqual({
      error: 'invalid_request',
      error_description: expect.stringMatching(/\w/) as string,
    });
  });

  test('answers a client that cannot be registered as the endpoint does', async () => {
    const answer = await caller.post('clients', { redirect_uris: ['javascript:alert(1)'] });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ error: 'invalid_redirect_uri' });
  });

  test("leaves strangers to the application's guard", async () => {
    const stranger = new RestCaller(caller.root, {});
    for (const answer of [
      await stranger.get('clients'),
      await stranger.post('registration/pause'),
      await stranger.delete('clients/nobody'),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.json()).toMatchObject({ message: 'Sign in first.' });
    }
  });
});

const LONG_ID = `https://client.example/${'a'.repeat(360)}/client.json`;

test.each(['express', new FastifyAdapter({ routerOptions: { maxParamLength: 1_536 } })] as const)(
  "Finds a client whose id is a long URL, if Fastify's limit of a parameter allows it (%#)",
  async (adapter) => {
    const imports = [DcrRestModule.forRoot(GUARDED)];
    const dcr = { enabled: true, cimd: { enabled: true } };
    const application = await startApplication({ adapter, dcr, imports });
    const caller = new RestCaller(`${application.url}/admin/clients/api`);
    const metadata = {
      client_id: LONG_ID,
      client_name: 'Long',
      redirect_uris: ['https://client.example/cb'],
    };
    expect((await caller.post('clients', metadata)).status).toBe(201);
    const shown = await caller.get(`clients/${encodeURIComponent(LONG_ID)}`);
    expect(shown.json()).toMatchObject({ client: { clientId: LONG_ID } });
    await application.close();
  },
);
