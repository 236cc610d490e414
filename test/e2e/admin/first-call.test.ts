import { DcrAdminService } from 'nestjs-dcr';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';

let admin: DcrAdminService;
beforeEach(async () => {
  const application = await startApplication({ dcr: { enabled: true } });
  onTestFinished(() => application.close());
  admin = application.nest.get(DcrAdminService);
});

const redirectUri = 'https://client.example.com/callback';

test('the first calls may come at the same time', async () => {
  const [{ client }, { items: sessions }, { items: rules }] = await Promise.all([
    admin.createClient(goodRegistration),
    admin.listSessions(),
    admin.listRules(),
  ]);
  expect(client.source).toBe('manual');
  expect(sessions).toEqual([]);
  expect(rules).toEqual([]);
  expect(await admin.statistics()).toMatchObject({ active: 1 });
});

test('a call has the arguments that it was made with, even if the caller changes the objects afterwards', async () => {
  const metadata = { client_name: 'first', redirect_uris: [redirectUri] };
  const by = { actor: 'alice' };
  const first = admin.createClient(metadata, by);
  metadata.client_name = 'second';
  metadata.redirect_uris.push('https://other.example.com/callback');
  by.actor = 'bob';
  const second = admin.createClient(metadata, by);
  metadata.client_name = 'third';
  const [{ client: one }, { client: two }] = await Promise.all([first, second]);
  expect(one).toMatchObject({ clientName: 'first', redirectUris: [redirectUri] });
  expect(two).toMatchObject({ clientName: 'second', redirectUris: metadata.redirect_uris });
  const { items } = await admin.listAuditEvents({ sort: 'createdAt' });
  const actors = Object.fromEntries(items.map(({ clientId, actor }) => [clientId, actor]));
  expect(actors).toEqual({ [one.clientId]: 'alice', [two.clientId]: 'bob' });
});

test('a call without a value for its object is refused, not ignored', async () => {
  await expect(admin.disableClients(null as never)).rejects.toThrow('The filter must be an object');
  await expect(admin.addRule(null as never)).rejects.toThrow('The rule must be an object');
  const inherited = JSON.parse('{"__proto__":{"status":"disabled"}}') as object;
  await expect(admin.listClients(inherited)).rejects.toThrow('has no __proto__');
});
