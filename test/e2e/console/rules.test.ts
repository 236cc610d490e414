import { DcrAdminService, DcrDecision } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { register } from '../../readme/support/applications.js';
import { seedSession } from '../admin/support/clients.js';
import { guardedConsole } from './support/console.js';
import { OPERATOR } from './support/guard.js';
import { linksOf, textOf, Visitor } from './support/visitor.js';

let application: TestApplication;
let admin: DcrAdminService;
let root: string;
const visitor = new Visitor(OPERATOR);

beforeAll(async () => {
  application = await startApplication({
    dcr: {
      enabled: true,
      maxRegistrationsPerWindow: Infinity,
      policy: ({ clientName }) =>
        clientName.startsWith('Queued') ? DcrDecision.allowPending('look at it') : DcrDecision.allow(),
    },
    imports: [guardedConsole()],
  });
  admin = application.nest.get(DcrAdminService, { strict: false });
  root = `${application.url}/console`;
});
afterAll(() => application?.close());

const registers = async (client_name: string, ...redirect_uris: string[]) => {
  const answer = await register(`${application.url}/register`, { client_name, redirect_uris });
  return { status: answer.status, id: String(answer.json()['client_id']) };
};

test('A client is disabled and blocked in one step, and its software registers again only when the rule is removed', async () => {
  const { id } = await registers('Bad', 'https://bad.example/cb', 'http://localhost:9/cb');
  await seedSession(application, id);
  const page = await visitor.get(`${root}/clients/${id}`);
  const form = await visitor.get(linksOf(page).find((link) => link.endsWith('/block'))!);
  const offered = [...form.text.matchAll(/name="target"\s+value="([^"]+)"/g)].map(([, target]) => target);
  // Never a loopback host.
  expect(offered).toEqual([expect.stringMatching(/^fingerprint [\da-f]{64}$/), 'redirectHost bad.example']);
  expect(textOf(form)).toContain('1 open session');
  const done = await visitor.submit(form, '/block', {
    target: 'redirectHost bad.example',
    reason: 'phishing',
    days: '7',
  });
  expect(textOf(done)).toContain('Bad: disabled and blocked by bad.example; sessions revoked: 1.');
  expect((await admin.getClient(id)).client.status).toBe('disabled');
  expect((await registers('Bad again', 'https://bad.example/other')).status).toBe(403);

  const rules = await visitor.get(`${root}/rules`);
  expect(textOf(rules)).toMatch(
    /Deny Redirect host bad\.example in 6 days just now by olga@example\.com phishing Remove…/,
  );
  const remove = await visitor.get(linksOf(rules).find((link) => link.includes('/remove'))!);
  expect(textOf(remove)).toContain('Deny: bad.example');
  expect(textOf(await visitor.submit(remove, '/remove', { reason: 'it was repaired' }))).toContain(
    'The rule is removed.',
  );
  expect((await registers('Bad, but repaired', 'https://bad.example/other')).status).toBe(201);
});

test('A target that was not offered is refused', async () => {
  const { id } = await registers('Desktop', 'http://localhost:1234/cb');
  const form = await visitor.get(`${root}/clients/${id}/block`);
  const answer = await visitor.submit(form, '/block', { target: 'redirectHost localhost', reason: 'a test' });
  expect(answer.status).toBe(400);
  expect((await admin.getClient(id)).client.status).toBe('active');
});

test('A pending client that is rejected and blocked stays out', async () => {
  const { id } = await registers('Queued tool', 'https://queued.example/cb');
  const pending = await visitor.get(`${root}/pending`);
  const block = linksOf(pending).find((link) => link.endsWith(`/clients/${id}/block`))!;
  const form = await visitor.get(block);
  const [, target = ''] = /name="target"\s+value="(fingerprint [^"]+)"/.exec(form.text)!;
  await visitor.submit(form, '/block', { target, reason: 'not ours' });
  expect((await registers('Queued tool', 'https://queued.example/cb')).status).toBe(403);
  expect((await registers('Queued tool', 'https://queued.example/another')).status).toBe(201);
});

test('A rule is added after a look at what it matches, also from a row of the audit', async () => {
  await registers('One', 'https://one.flood.example/cb');
  await registers('Two', 'https://two.flood.example/cb');
  const preview = await visitor.get(
    `${root}/rules/new?kind=redirectHost&value=*.FLOOD.example&effect=deny&days=1`,
  );
  expect(textOf(preview)).toMatch(
    /Deny redirect host \*\.flood\.example , until in 23 hours \. 2 clients of today match/,
  );
  await visitor.submit(preview, '/rules', { reason: 'a flood' });
  expect((await registers('Three', 'https://three.flood.example/cb')).status).toBe(403);
  const audit = await visitor.get(`${root}/audit?outcome=rejected&cause=rule`);
  expect(textOf(audit)).toContain('Three three.flood.example');
  const queries = linksOf(audit)
    .map((link) => new URL(link))
    .filter(({ pathname }) => pathname.endsWith('/rules/new'));
  expect(queries.map(({ searchParams }) => Object.fromEntries(searchParams))).toEqual(
    expect.arrayContaining([
      { kind: 'redirectHost', value: 'three.flood.example', effect: 'deny' },
      { kind: 'network', value: '127.0.0.0/24', effect: 'deny' },
    ]),
  );
  for (const { href } of queries) expect((await visitor.get(href)).status, href).toBe(200);
});

test.each([
  'kind=redirectHost&value=a%20b&effect=deny',
  'kind=host&value=a.example&effect=deny',
  'kind=network&value=x&effect=deny',
  '',
])('An invalid rule is refused before anything is asked: %s', async (query) => {
  expect((await visitor.get(`${root}/rules/new?${query}`)).status).toBe(400);
});

test('Clients are listed by the host that they send users to, with what can be done about them', async () => {
  for (const at of [1, 2, 3]) await registers(`Copy ${at}`, `https://many.example/${at}`);
  const page = await visitor.get(`${root}/hosts?search=many`);
  expect(textOf(page)).toMatch(/many\.example 3 3 3 0 just now Disable all… Block…/);
  const links = linksOf(page);
  const list = await visitor.get(links.find((link) => link.endsWith('/clients?redirectHost=many.example'))!);
  expect(textOf(list)).toContain('Clients that send users to many.example');
  const bulk = await visitor.get(links.find((link) => link.includes('/bulk?'))!);
  expect(textOf(bulk)).toContain('Disable: 3 clients');
  expect(textOf(bulk)).toContain('the redirect host many.example');
  const loopback = await visitor.get(`${root}/hosts?search=loopback`);
  expect(textOf(loopback)).toContain('Disable all…');
  expect(textOf(loopback)).not.toContain('Block…');
  expect((await visitor.get(`${root}/hosts?sort=name`)).status).toBe(400);
});

test('The charts cover 7, 30 or 90 days', async () => {
  for (const days of ['7', '90']) {
    const { text } = await visitor.get(`${root}?days=${days}`);
    expect(text).toContain(`The last ${days} days`);
    expect(text).toMatch(new RegExp(`Registered: \\d+ in ${days} days`));
  }
  expect((await visitor.get(`${root}?days=31`)).status).toBe(400);
});

test('"Why was it refused?" says what would happen to a pasted request now, and which step decides', async () => {
  const ask = async (request: string) => {
    const query = new URLSearchParams({ request, ip: '192.0.2.1' }).toString();
    const page = await visitor.get(`${root}/explain?${query}`);
    expect(page.status).toBe(200);
    return textOf(page);
  };
  const body = (client_name: string, uri: string) => JSON.stringify({ client_name, redirect_uris: [uri] });
  expect(await ask(body('Fine', 'https://fine.example/cb'))).toMatch(
    /It would be registered Decided by the policy .*"client_name": "Fine"/,
  );
  expect(await ask(body('Queued one', 'https://fine.example/cb'))).toMatch(
    /It would wait for approval .* look at it/,
  );
  expect(await ask(body('Plain', 'http://plain.example/cb'))).toMatch(
    /It would be refused Decided by its metadata Error invalid_redirect_uri/,
  );
  const { rule } = await admin.addRule({ kind: 'redirectHost', value: 'asked.example', effect: 'deny' });
  const command = `curl -X POST https://x.example/register -d '${body('Denied', 'https://asked.example/cb')}'`;
  expect(await ask(command)).toMatch(/Decided by an operator's rule Rule Deny redirect host asked\.example/);
  await admin.removeRule(rule.id);
  expect((await visitor.get(`${root}/explain?request=hello`)).status).toBe(400);
  expect((await visitor.get(`${root}/explain`)).text).not.toContain('Decided by');
  const { counts } = await admin.listClients({ search: 'fine.example' });
  expect(counts.total).toBe(0);
});

test('A refused request is asked about again from its row in the audit', async () => {
  await registers('Refused before', 'http://refused.example/cb');
  const audit = await visitor.get(`${root}/audit?search=refused.example`);
  const again = linksOf(audit).find((link) => link.includes('/explain?'))!;
  expect(textOf(await visitor.get(again))).toContain('It would be refused');
});
