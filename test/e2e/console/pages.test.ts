import { DCR_SESSION_REVOKER, DcrAdminService, DcrAuditEvent, type DcrClient } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { register } from '../../readme/support/applications.js';
import { ago, DAY, seedClients, seedSession } from '../admin/support/clients.js';
import { guardedConsole } from './support/console.js';
import { OPERATOR } from './support/guard.js';
import { linksOf, textOf, Visitor } from './support/visitor.js';

let application: TestApplication;
let admin: DcrAdminService;
let root: string;
const visitor = new Visitor(OPERATOR);

/** Ends the tokens of sessions; a test lets it wait. */
const revoking = { wait: () => Promise.resolve() };

beforeAll(async () => {
  application = await startApplication({
    dcr: { enabled: true },
    providers: [{ provide: DCR_SESSION_REVOKER, useValue: { revoke: () => revoking.wait() } }],
    imports: [guardedConsole()],
  });
  admin = application.nest.get(DcrAdminService, { strict: false });
  root = `${application.url}/console`;
});
afterAll(() => application?.close());

const read = async (path: string) => textOf(await visitor.get(`${root}/${path}`));
const open = (client: DcrClient, subject: string) => seedSession(application, client.clientId, { subject });

test('The page of a client shows who uses it, and ends the session of one user', async () => {
  const [one, other] = await seedClients(application, [{ clientName: 'One' }, { clientName: 'Other' }]);
  await open(one!, 'alice');
  await open(one!, 'bob');
  await open(other!, 'alice');
  const page = await visitor.get(`${root}/clients/${one!.clientId}`);
  for (const user of ['alice', 'bob'])
    expect(textOf(page)).toMatch(new RegExp(`Open sessions.* ${user} just now just now Open`));
  const ofAlice = linksOf(page).find((link) => link.endsWith('/sessions?subject=alice'))!;
  const shown = await visitor.get(ofAlice);
  expect(textOf(shown)).toContain('Clients of alice');
  expect(linksOf(shown)).toEqual(
    expect.arrayContaining([`${root}/clients/${one!.clientId}`, `${root}/clients/${other!.clientId}`]),
  );
  const end = linksOf(shown).find((link) => link.includes('/revoke') && link.includes(one!.clientId))!;
  const after = await visitor.submit(await visitor.get(end), '/revoke', { reason: 'a lost laptop' });
  expect(after.url).toBe(`${root}/clients/${one!.clientId}`);
  expect(textOf(after)).toContain('The session has ended; its user is disconnected.');
  const { items } = await admin.listSessions({ active: true });
  expect(items.map(({ clientId, subject }) => `${subject} ${clientId}`).toSorted()).toEqual(
    [`alice ${other!.clientId}`, `bob ${one!.clientId}`].toSorted(),
  );
  expect(await read('sessions?state=ended')).toContain('Revoked');
  expect((await visitor.get(`${root}/sessions?state=asleep`)).status).toBe(400);
});

test('A dry run says how many people will be disconnected, and the result how many were', async () => {
  const clients = await seedClients(
    application,
    [1, 2, 3].map((at) => ({ clientName: `Flood ${at}` })),
  );
  for (const client of clients) await open(client, 'carol');
  await open(clients[0]!, 'dave');
  const dryRun = await visitor.get(`${root}/bulk?operation=disable&which=all&search=flood`);
  expect(textOf(dryRun)).toContain('2 people will be disconnected.');
  const after = await visitor.submit(dryRun, '/bulk', { reason: 'a flood' });
  expect(textOf(after)).toContain(
    'Disable: 3 clients matched, 3 clients changed, 4 sessions of 2 people revoked.',
  );
});

test('The audit shows an operation on many clients as one row, which can be undone', async () => {
  await seedClients(
    application,
    [1, 2].map((at) => ({ clientName: `Folded ${at}` })),
  );
  const dryRun = await visitor.get(`${root}/bulk?operation=disable&which=all&search=folded`);
  await visitor.submit(dryRun, '/bulk', { reason: 'by mistake' });
  const audit = await visitor.get(`${root}/audit?search=olga`);
  expect(textOf(audit)).toMatch(/Disabled 2 clients on this page .* olga@example\.com by mistake/);
  const each = linksOf(audit).find((link) => link.includes('batchId='))!;
  expect(textOf(await visitor.get(each)).match(/ Disabled /g)).toHaveLength(
    // Each event, and the choice of events.
    3,
  );
  const undo = linksOf(audit).find((link) => link.includes('which=batch'))!;
  const asked = await visitor.get(undo);
  expect(textOf(asked)).toContain('Enable: 2 clients');
  await visitor.submit(asked, '/bulk', { reason: 'it was a mistake' });
  const { counts } = await admin.listClients({ search: 'folded' });
  expect(counts).toMatchObject({ active: 2, disabled: 0 });
});

test('A removed client has a page that shows what its events know', async () => {
  const { client_id: id } = (
    await register(`${application.url}/register`, {
      client_name: 'Short-lived',
      redirect_uris: ['https://gone.example/cb'],
    })
  ).json() as { client_id: string };
  await admin.deleteClient(id, { actor: 'olga@example.com', reason: 'spam' });
  const removed = await visitor.get(`${root}/clients/${id}`);
  expect(removed.status).toBe(404);
  const page = textOf(removed);
  expect(page).toMatch(/Short-lived Removed.*Redirected to gone\.example Deleted just now .*Reason spam/);
  expect(await read('clients/never-there')).toContain('There is no client with this client_id.');
});

test('The audit shows what was asked for, and everything that the same caller, error or cause has', async () => {
  await register(`${application.url}/register`, {
    client_name: 'Refused tool',
    redirect_uris: ['http://refused.example/cb'],
  });
  const audit = await visitor.get(`${root}/audit?outcome=rejected`);
  expect(textOf(audit)).toContain('Refused tool refused.example');
  const queries = linksOf(audit).map((link) => new URL(link).search);
  expect(queries).toEqual(
    expect.arrayContaining([
      '?ip=127.0.0.1',
      '?search=127.0.0.',
      '?error=invalid_redirect_uri',
      '?cause=redirect_uris',
    ]),
  );
  expect(await read('audit?search=REFUSED.example')).toContain('Refused tool');
  expect(await read('audit?cause=policy')).toContain('No event matches.');
  expect((await visitor.get(`${root}/audit?cause=nonsense`)).status).toBe(400);
});

test('A search covers the last 30 days, and every event on request', async () => {
  const event = { type: 'client.registered', outcome: 'accepted', count: 1 } as const;
  const events = application.dataSource.getRepository(DcrAuditEvent);
  await events.insert([
    { ...event, id: 'search-old', clientName: 'Searched of old', createdAt: ago(31 * DAY) },
    { ...event, id: 'search-new', clientName: 'Searched of late', createdAt: ago(29 * DAY) },
  ]);
  const limited = await visitor.get(`${root}/audit?search=searched`);
  expect(textOf(limited)).toContain('Searched of late');
  expect(textOf(limited)).not.toContain('Searched of old');
  expect(textOf(limited)).toMatch(/The search covers events since [\d-]+ [\d:]+ UTC\./);
  const everything = linksOf(limited).find((link) => link.endsWith('audit?search=searched&period=all'))!;
  expect(await read(everything.slice(root.length + 1))).toMatch(/Searched of late.*Searched of old/);
  // The operator's own limits take its place, and an exported file has every event.
  const from = ago(32 * DAY)
    .toISOString()
    .slice(0, 16);
  const earlier = ago(15 * DAY)
    .toISOString()
    .slice(0, 16);
  for (const limit of [`from=${from}`, `to=${earlier}`])
    expect(await read(`audit?search=searched&${limit}`), limit).toContain('Searched of old');
  expect(await read('audit.jsonl?search=searched')).toContain('Searched of old');
  expect(await read('audit')).not.toContain('The search covers');
  expect((await visitor.get(`${root}/audit?search=searched&period=week`)).status).toBe(400);
});

test('The days of the charts lead to their events', async () => {
  const overview = await visitor.get(root);
  const today = linksOf(overview).filter((link) =>
    link.includes(`from=${new Date().toISOString().slice(0, 10)}`),
  );
  expect(today).toHaveLength(5);
  for (const link of today) expect((await visitor.get(link)).status, link).toBe(200);
  expect(textOf(await visitor.get(today.find((link) => link.includes('outcome=rejected'))!))).toContain(
    'Refused tool',
  );
});

test('The audit is exported as JSON Lines', async () => {
  const { text, headers } = await visitor.get(`${root}/audit.jsonl?outcome=rejected`);
  expect(headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
  expect(headers.get('content-disposition')).toBe('attachment; filename="audit.jsonl"');
  const lines = text.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { clientName: 'Refused tool', cause: 'redirect_uris' },
  ]);
});

test.each(['', 'audit'])('The page "%s" is loaded again as often as the operator chooses', async (path) => {
  const url = path ? `${root}/${path}` : root;
  expect((await visitor.get(url)).headers.has('refresh')).toBe(false);
  const page = await visitor.get(`${url}?refresh=10`);
  expect(page.headers.get('refresh')).toBe('10');
  expect(linksOf(page)).toEqual(expect.arrayContaining([url, `${url}?refresh=60`]));
  expect((await visitor.get(`${url}?refresh=1`)).status).toBe(400);
});

test('A whole page of the list is selected without a script', async () => {
  const page = await visitor.get(`${root}/clients?search=folded&select=page`);
  expect(page.text.match(/type="checkbox"[^>]*checked/g)).toHaveLength(2);
  expect(linksOf(page)).toContain(`${root}/clients?search=folded`);
});

test('An operation that takes longer than its request goes on, and its page ends with the result', async () => {
  await seedClients(
    application,
    [1, 2, 3].map((at) => ({ clientName: `Slow ${at}` })),
  );
  const dryRun = await visitor.get(`${root}/bulk?operation=delete&which=all&search=slow`);
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  revoking.wait = () => gate;
  // The newest client is the last one that the operation comes to.
  const [slow] = (await admin.listClients({ search: 'slow' })).items;
  await open(slow!, 'erin');
  const started = await visitor.submit(dryRun, '/bulk', { reason: 'a test' });
  expect(started.url).toMatch(/\/bulk\/runs\/[\da-f-]{36}$/);
  expect(textOf(started)).toContain('Running');
  expect(started.headers.get('refresh')).toBe('2');
  const soFar = await visitor.get(started.url);
  expect(textOf(soFar)).toContain(
    'So far: 2 clients matched, 2 clients changed, 0 sessions of 0 people revoked.',
  );
  expect(linksOf(soFar).some((link) => link.includes('batchId='))).toBe(true);
  release();
  revoking.wait = () => Promise.resolve();
  await expect
    .poll(async () => textOf(await visitor.get(started.url)))
    .toContain('3 clients matched, 3 clients changed, 1 session of 1 person revoked.');
  const ended = await visitor.get(started.url);
  expect(ended.headers.has('refresh')).toBe(false);
  expect(linksOf(ended).some((link) => link.includes('batchId='))).toBe(true);
  expect(textOf(await visitor.get(`${root}/bulk/runs/unknown`))).toContain('does not know the operation');
  // What another process runs has the same events in the audit.
  await seedClients(application, [{ clientName: 'Elsewhere' }]);
  const { batchId } = await admin.disableClients({ search: 'elsewhere' });
  const elsewhere = await visitor.get(`${root}/bulk/runs/${batchId}`);
  expect(textOf(elsewhere)).toContain('In the audit: 1 event , the latest just now .');
  expect(elsewhere.headers.get('refresh')).toBe('2');
});
