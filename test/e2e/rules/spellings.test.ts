import { DcrAdminService, type RuleDto } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { describeDatabases } from '../../support/databases.js';
import { type HttpAnswer, postJson } from '../../support/http.js';

describeDatabases('another spelling of a denied host', (database) => {
  let application: TestApplication;
  let admin: DcrAdminService;
  const register = (uri: string): Promise<HttpAnswer> =>
    postJson(`${application.url}/register`, { redirect_uris: ['https://good.example/cb', uri] });
  const deny = (value: string): RuleDto => ({ kind: 'redirectHost', value, effect: 'deny' });
  beforeAll(async () => {
    const dcr = { enabled: true, maxRegistrationsPerWindow: 1_000, redirectUris: { customSchemes: ['app'] } };
    application = await startApplication({ database, dcr });
    admin = application.nest.get(DcrAdminService);
  });
  afterAll(() => application?.close());

  test.each([
    ['evil.example', 'https://EVIL.example.:8443/cb'],
    ['evil.example', 'app://EVIL.example./cb'],
    ['evil.example', 'app://ev%69l.example/cb'],
    ['evil.example', 'app://%45VIL%2eexample%2E/cb'],
    ['*.evil.example', 'app://a%2Eevil.example/cb'],
    ['203.0.113.9', 'https://[::ffff:cb00:7109]:8443/cb'],
    ['::ffff:203.0.113.9', 'https://203.0.113.9/cb'],
    ['::ffff:203.0.113.9', 'https://[::ffff:cb00:7109]/cb'],
  ])('does not evade the rule for %s: %s', async (value, uri) => {
    const before = (await admin.previewRule(deny(value))).matchingClients!;
    const registered = await register(uri);
    expect(registered.status, registered.text).toBe(201);
    expect((await admin.previewRule(deny(value))).matchingClients).toBe(before + 1);
    const clientId = registered.json()['client_id'] as string;
    const proposals = await admin.proposeRules(clientId);
    expect(proposals.at(-1)!.matchingClients).toBeGreaterThan(0);

    const { rule } = await admin.addRule(deny(value));
    expect((await register(uri)).status).toBe(403);
    await admin.removeRule(rule.id);
  });
});
