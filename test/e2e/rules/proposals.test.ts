import { Body, Controller, Get, Post, Query, UseFilters, UsePipes, ValidationPipe } from '@nestjs/common';
import { DcrAdminService, DcrClientNotFoundError, DcrErrorFilter, ListRulesQuery, RuleDto } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { describeDatabases } from '../../support/databases.js';
import { postJson, send } from '../../support/http.js';

describeDatabases('what a client can be blocked by', (database) => {
  let application: TestApplication;
  let admin: DcrAdminService;
  const register = async (redirect_uris: string[], metadata: object = {}) => {
    const answer = await postJson(`${application.url}/register`, { redirect_uris, ...metadata });
    expect(answer.status, answer.text).toBe(201);
    return answer.json()['client_id'] as string;
  };
  beforeAll(async () => {
    const dcr = {
      enabled: true,
      maxRegistrationsPerWindow: 1_000,
      redirectUris: { customSchemes: ['cursor'] },
    };
    application = await startApplication({ database, dcr });
    admin = application.nest.get(DcrAdminService);
  });
  afterAll(() => application?.close());

  test('its redirect URIs, then each host but a loopback one, with the number of clients that match', async () => {
    const web = [
      'https://a.app.example/cb',
      'http://127.0.0.1:1/cb',
      'http://[::1]/cb',
      'http://localhost:3/cb',
    ];
    const clientId = await register(web);
    await register(web.toReversed(), { software_id: 'one' });
    const disabled = await register(web, { software_id: 'two' });
    await admin.disableClient(disabled);
    await register(['https://A.App.Example:8443/other']);
    await register(['https://app.example/cb']);
    await register(['https://a.app.example.evil.example/cb']);
    const proposals = await admin.proposeRules(clientId);
    expect(proposals).toEqual([
      { kind: 'fingerprint', value: expect.any(String), matchingClients: 3 },
      { kind: 'redirectHost', value: 'a.app.example', matchingClients: 4 },
    ]);
    expect(await admin.proposeRules(disabled)).toEqual(proposals);
    const below = { kind: 'redirectHost', value: '*.app.example', effect: 'deny' } as const;
    expect(await admin.previewRule(below)).toEqual({
      kind: 'redirectHost',
      value: '*.app.example',
      matchingClients: 4,
    });
    expect((await admin.previewRule({ ...below, value: 'localhost' })).matchingClients).toBe(3);
    expect((await admin.previewRule({ ...below, value: 'p' })).matchingClients).toBe(0);

    // Each of them does keep the client out, and what matches is what was counted.
    for (const { kind, value } of proposals) {
      const { rule } = await admin.addRule({ kind, value, effect: 'deny' });
      const again = await postJson(`${application.url}/register`, {
        redirect_uris: web,
        software_id: 'three',
      });
      expect(again.status).toBe(403);
      await admin.removeRule(rule.id);
    }
  });

  test('its redirect URIs alone, if it has only loopback hosts', async () => {
    const clientId = await register(['http://127.0.0.1:7/only', 'http://localhost/only']);
    expect(await admin.proposeRules(clientId)).toEqual([
      { kind: 'fingerprint', value: expect.any(String), matchingClients: 1 },
    ]);
  });

  test('the host of a custom scheme too', async () => {
    const clientId = await register(['cursor://anysphere.cursor-deeplink/mcp']);
    expect(await admin.proposeRules(clientId)).toMatchObject([
      { kind: 'fingerprint' },
      { kind: 'redirectHost', value: 'anysphere.cursor-deeplink', matchingClients: 1 },
    ]);
  });

  test('a network matches an unknown number of clients, and an unknown client has no proposals', async () => {
    const network = { kind: 'network', value: '127.0.0.1', effect: 'deny' } as const;
    expect(await admin.previewRule(network)).toMatchObject({ matchingClients: null });
    await expect(admin.proposeRules('unknown')).rejects.toThrow(DcrClientNotFoundError);
  });
});

@Controller('admin/rules')
@UseFilters(DcrErrorFilter)
@UsePipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }))
class RulesController {
  constructor(private readonly admin: DcrAdminService) {}

  @Post()
  add(@Body() rule: RuleDto) {
    return this.admin.addRule(rule);
  }

  @Get()
  list(@Query() query: ListRulesQuery) {
    return this.admin.listRules(query);
  }
}

describe.each(adapters)('the classes of rules in a controller on %s', (adapter) => {
  test('convert and check what a request sends', async () => {
    const application = await startApplication({
      adapter,
      dcr: { enabled: true },
      controllers: [RulesController],
    });
    onTestFinished(() => application.close());
    const url = `${application.url}/admin/rules`;
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const rule = { kind: 'redirectHost', value: 'Evil.example', effect: 'deny', expiresAt };
    const added = await postJson(url, rule);
    expect(added.status, added.text).toBe(201);
    expect(added.json()).toMatchObject({
      rule: { ...rule, value: 'evil.example', actor: null, reason: null },
    });
    for (const wrong of [
      {},
      { ...rule, kind: 'host' },
      { ...rule, value: undefined },
      { ...rule, value: 'https://evil.example' },
      { ...rule, expiresAt: 'tomorrow' },
      { ...rule, expiresAt: '2001-01-01' },
      { ...rule, unknown: 1 },
    ]) {
      expect((await postJson(url, wrong)).status, JSON.stringify(wrong)).toBe(400);
    }
    const listed = await send(`${url}?kind=redirectHost&limit=1`, { method: 'GET' });
    expect(listed.json()).toMatchObject({ items: [{ value: 'evil.example', expiresAt }] });
    expect((await send(`${url}?kind=host`, { method: 'GET' })).status).toBe(400);
  });
});
