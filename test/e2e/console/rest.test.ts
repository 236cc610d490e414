import SwaggerParser from '@apidevtools/swagger-parser';
import { UseGuards, ValidationPipe } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { DcrAdminService, dcrAdminOpenApi } from 'nestjs-dcr';
import { DcrRestModule, type DcrRestOptions } from 'nestjs-dcr/console';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { seedClients, seedSession } from '../admin/support/clients.js';
import { AdminGuard, OPERATOR } from './support/guard.js';

const OPTIONS: DcrRestOptions = {
  path: 'operators',
  decorators: [UseGuards(AdminGuard)],
  operator: (request) => request.user.email,
  readOnly: (request) => request.headers['x-role'] === 'viewer',
};

test('Without a guard, the API does not start', () => {
  expect(() => DcrRestModule.forRoot({ path: 'operators' })).toThrow('DcrRestModule would be open to anyone');
  expect(() => DcrRestModule.forRoot({ ...OPTIONS, title: 'x' } as DcrRestOptions)).not.toThrow();
});

describe.each(adapters)('The API on %s', (adapter) => {
  let application: TestApplication;
  let admin: DcrAdminService;
  beforeAll(async () => {
    application = await startApplication({
      adapter,
      dcr: { enabled: true },
      imports: [DcrRestModule.forRoot(OPTIONS)],
      configure: (app) => {
        app.setGlobalPrefix('api');
        app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
      },
    });
    admin = application.nest.get(DcrAdminService, { strict: false });
  });
  afterAll(() => application?.close());

  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = OPERATOR,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(`${application.url}/api/operators/${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
  };

  test('lists, shows and changes clients, with the operator in the audit', async () => {
    const [client] = await seedClients(application, [{ clientName: 'Shown' }, { clientName: 'Other' }]);
    await seedSession(application, client!.clientId);
    const path = `clients/${client!.clientId}`;
    expect((await ask('GET', 'clients?search=shown&limit=1')).body).toMatchObject({
      items: [{ clientName: 'Shown' }],
    });
    expect((await ask('GET', path)).body).toMatchObject({ sessions: { active: 1 } });
    expect(await ask('POST', `${path}/disable`, { reason: 'spam' })).toMatchObject({
      status: 200,
      body: { revokedSessions: 1 },
    });
    expect(await ask('POST', `${path}/enable`)).toMatchObject({
      status: 200,
      body: { client: { status: 'active' } },
    });
    expect((await ask('GET', 'audit?type=client.disabled')).body).toMatchObject({
      items: [{ actor: 'olga@example.com', reason: 'spam' }],
    });
    expect((await ask('DELETE', path, { reason: 'over' })).status).toBe(200);
    expect((await ask('GET', path)).status).toBe(404);
    const created = await ask('POST', 'clients', {
      client_name: 'By hand',
      redirect_uris: ['https://hand.example/cb'],
    });
    expect(created).toMatchObject({ status: 201, body: { client: { source: 'manual' } } });
  });

  test('works on many clients, but never on those that a mistake selects', async () => {
    await seedClients(application, [{ clientName: 'Many 1' }, { clientName: 'Many 2' }]);
    const filter = { search: 'many', createdBefore: new Date(Date.now() + 60_000).toISOString() };
    expect((await ask('POST', 'bulk/disable', { filter, dryRun: true })).body).toMatchObject({
      matched: 2,
      changed: 0,
    });
    expect((await ask('POST', 'bulk/disable', { filter, reason: 'a flood' })).body).toMatchObject({
      changed: 2,
    });
    for (const wrong of [
      {},
      { filter: {} },
      { filter: { serach: 'many' } },
      { filter: { search: '' } },
      { filter, dryrun: true },
    ])
      expect((await ask('POST', 'bulk/delete', wrong)).status, JSON.stringify(wrong)).toBe(400);
    expect((await ask('POST', 'bulk/destroy', { filter })).status).toBe(404);
    expect((await admin.listClients({ search: 'many' })).counts.disabled).toBe(2);
  });

  test('adds and removes rules, and explains what they do', async () => {
    const rule = {
      kind: 'redirectHost',
      value: 'bad.example',
      effect: 'deny',
      expiresAt: new Date(Date.now() + 60_000),
    };
    const added = await ask('POST', 'rules', { ...rule, reason: 'phishing' });
    expect(added).toMatchObject({
      status: 201,
      body: { rule: { value: 'bad.example', actor: 'olga@example.com', reason: 'phishing' } },
    });
    const { id } = added.body['rule'] as { id: string };
    const explain = () => ask('POST', 'explain', { metadata: { redirect_uris: ['https://bad.example/cb'] } });
    expect((await explain()).body).toMatchObject({ outcome: 'refused', decidedBy: 'rule', ruleId: id });
    expect((await ask('GET', 'rules')).body).toMatchObject({ items: [{ id }] });
    expect((await ask('DELETE', `rules/${id}`)).status).toBe(204);
    expect((await explain()).body).toMatchObject({ outcome: 'registered' });
    expect((await ask('POST', 'rules', { kind: 'redirectHost', value: 'x.example' })).status).toBe(400);
  });

  test('shows hosts, sessions, statistics and settings, pauses and cleans up', async () => {
    expect((await ask('GET', 'redirect-hosts?limit=1')).body).toHaveProperty('items');
    expect((await ask('GET', 'sessions?active=true')).body).toMatchObject({ items: [] });
    expect((await ask('GET', 'statistics?days=7')).body).toHaveProperty('rejections');
    expect((await ask('GET', 'settings')).body).toMatchObject({ endpoint: '/api/register' });
    expect((await ask('POST', 'registration/pause', { reason: 'a flood' })).status).toBe(204);
    expect((await ask('GET', 'statistics')).body).toMatchObject({
      paused: { by: 'olga@example.com', reason: 'a flood' },
    });
    expect((await ask('POST', 'registration/resume')).status).toBe(204);
    expect((await ask('POST', 'cleanup', { dryRun: true })).body).toHaveProperty('unusedClients');
    expect((await ask('GET', 'statistics?days=8')).status).toBe(400);
    expect((await ask('GET', 'clients?unknown=1')).status).toBe(400);
  });

  test('refuses a write that a page of another site could send, and every write of an operator who may only look', async () => {
    const pause = (headers: Record<string, string>, body: unknown = {}) =>
      ask('POST', 'registration/pause', body, { ...OPERATOR, ...headers });
    const refused: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: application.url },
      { 'x-role': 'viewer' },
    ];
    for (const headers of refused) expect((await pause(headers)).status, JSON.stringify(headers)).toBe(403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      expect((await pause({ 'content-type': type }, 'reason=x')).status, type).toBe(415);
    expect((await admin.statistics()).paused).toBe(false);
    expect((await ask('GET', 'clients', undefined, { ...OPERATOR, 'x-role': 'viewer' })).status).toBe(200);
    expect((await pause({ origin: application.url })).status).toBe(204);
    await admin.resumeRegistration();
    expect((await ask('GET', 'clients', undefined, {})).status).toBe(401);
  });

  test('is in the document of @nestjs/swagger, with the schemas of its answers', async () => {
    const document = SwaggerModule.createDocument(application.nest, new DocumentBuilder().build());
    const { schemas } = dcrAdminOpenApi().components;
    const whole = { ...document, components: { schemas: { ...document.components?.schemas, ...schemas } } };
    await expect(SwaggerParser.validate(structuredClone(whole) as never)).resolves.toBeDefined();
    const list = document.paths['/api/operators/clients']!.get!;
    expect(list).toMatchObject({
      summary: 'List clients',
      responses: {
        200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/DcrClientPage' } } } },
      },
    });
    expect(list.parameters?.map((parameter) => 'name' in parameter && parameter.name)).toContain('neverUsed');
    expect(Object.keys(document.paths).filter((path) => path.startsWith('/api/operators/'))).toHaveLength(24);
  });
});
