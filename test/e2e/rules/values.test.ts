import { DcrAdminService, DcrError, type RuleDto } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { describeDatabases } from '../../support/databases.js';
import { refusalOf } from '../clients/authorization.js';

const host = { kind: 'redirectHost', value: 'example.com', effect: 'deny' } as const;

describeDatabases('the values of rules', (database) => {
  let application: TestApplication;
  let admin: DcrAdminService;
  beforeAll(async () => {
    application = await startApplication({ database, dcr: { enabled: true } });
    admin = application.nest.get(DcrAdminService);
  });
  afterAll(() => application?.close());

  test.each([
    ['redirectHost', ' Example.COM. ', 'example.com'],
    ['redirectHost', 'BÜCHER.example', 'xn--bcher-kva.example'],
    ['redirectHost', '*.Example.com', '*.example.com'],
    ['redirectHost', '::1', '[::1]'],
    ['redirectHost', '[2001:DB8:0::1]', '[2001:db8::1]'],
    ['redirectHost', 'localhost', 'localhost'],
    ['fingerprint', 'AB'.repeat(32), 'ab'.repeat(32)],
    ['network', '203.0.113.7/24', '203.0.113.0/24'],
    ['network', '2001:DB8::/32', '2001:db8::/32'],
    ['network', '::ffff:203.0.113.7', '203.0.113.7/32'],
    ['clientId', 'https://app.example.com/client.json', 'https://app.example.com/client.json'],
    ['clientId', 'https://app.example.com/*', 'https://app.example.com/*'],
  ] as const)('have one form: %s %s', async (kind, value, stored) => {
    expect(await admin.previewRule({ kind, value, effect: 'deny' })).toMatchObject({ kind, value: stored });
  });

  test.each([
    ['redirectHost', 'https://example.com', /host name without scheme/],
    ['redirectHost', 'example.com:443', /host name without scheme/],
    ['redirectHost', 'example.com/callback', /host name/],
    ['redirectHost', '*', /host name/],
    ['redirectHost', 'a.*.example.com', /host name/],
    ['redirectHost', '*.203.0.113.1', /host name/],
    ['redirectHost', 'user@example.com', /host name/],
    ['redirectHost', 'exa mple.com', /host name/],
    ['redirectHost', 'example.com\0', /host name/],
    ['redirectHost', '.', /host name/],
    ['redirectHost', 'Loopback', /loopback hosts are 'localhost', '127.0.0.1' and '\[::1\]'/],
    ['fingerprint', 'ab', /64 hexadecimal digits/],
    ['network', '203.0.113.0/33', /network such as/],
    ['network', 'example.com', /network such as/],
    [
      'clientId',
      'dcr_0123456789abcdef0123456789abcdef',
      /URL of a metadata document.*redirect host or fingerprint/,
    ],
    ['clientId', 'https://app.example*', /names the whole host/],
    ['clientId', 'https://app.example', /URL of a metadata document/],
    ['clientId', 'http://app.example.com/client.json', /URL of a metadata document/],
    ['clientId', 'https://App.example.com/client.json', /URL of a metadata document/],
    ['clientId', 'https://localhost/client.json', /URL of a metadata document/],
  ] as const)('are refused with what they must be: %s %j', async (kind, value, message) => {
    const rule = { kind, value, effect: 'deny' } as const;
    for (const work of [admin.addRule(rule), admin.previewRule(rule)]) {
      const refusal = await refusalOf(work);
      expect(refusal).toMatchObject({ error: 'invalid_request', status: 400 });
      expect(refusal.description).toMatch(message);
    }
  });

  test.each<[string, unknown, RegExp]>([
    ['no object', 'evil.example', /must be an object/],
    ['null', null, /must be an object/],
    ['no kind', { ...host, kind: undefined }, /^kind must be 'redirectHost' or/],
    ['another kind', { ...host, kind: 'host' }, /^kind must be/],
    ['no value', { kind: 'redirectHost', effect: 'deny' }, /^value must be text/],
    ['an empty value', { ...host, value: '' }, /^value must be text/],
    ['a long value', { ...host, value: 'a'.repeat(513) }, /^value must be text of 1 to 512/],
    ['a number', { ...host, value: 1 }, /^value must be text/],
    [
      'no effect',
      { kind: 'redirectHost', value: 'example.com' },
      /^effect must be 'deny' or 'allow' or 'pending'/,
    ],
    ['an expiry in the past', { ...host, expiresAt: new Date(0) }, /expiresAt must be in the future/],
    ['no date', { ...host, expiresAt: new Date(NaN) }, /expiresAt must be a valid Date/],
    ['null as expiry', { ...host, expiresAt: null }, /expiresAt must be a valid Date/],
    ['an unknown member', { ...host, expires: 1 }, /A rule has no expires/],
  ])('are refused: %s', async (_, rule, message) => {
    const refusal = await refusalOf(admin.addRule(rule as RuleDto));
    expect(refusal).toBeInstanceOf(DcrError);
    expect(refusal).toMatchObject({ error: 'invalid_request', status: 400 });
    expect(refusal.description).toMatch(message);
    expect((await admin.listRules()).items).toEqual([]);
  });

  test('are stored once: the same rule again only gets the new expiry', async () => {
    const events = async () =>
      (await admin.listAuditEvents({ type: 'rule.added' })).items.filter(({ reason }) => reason === 'again');
    const by = { actor: 'root', reason: 'again' };
    const added = await Promise.all(
      ['same.example', 'SAME.example', 'same.example.'].map((value) => admin.addRule({ ...host, value }, by)),
    );
    expect(new Set(added.map(({ rule }) => rule.id)).size).toBe(1);
    expect(await events()).toHaveLength(1);
    const expiresAt = new Date(Date.now() + 60_000);
    const { rule } = await admin.addRule({ ...host, value: 'same.example', expiresAt }, { reason: 'again' });
    expect(rule).toEqual(Object.assign(added[0]!.rule, { expiresAt }));
    expect((await admin.listRules()).items).toEqual([rule]);
    expect(await events()).toHaveLength(2);
    // Another effect is another rule.
    await admin.addRule({ ...host, value: 'same.example', effect: 'allow' });
    const { items } = await admin.listRules();
    expect(items).toHaveLength(2);
    for (const { id } of items) await admin.removeRule(id);
    for (const id of [rule.id, 'unknown', '', '\0', undefined as never]) await admin.removeRule(id);
    expect((await admin.listAuditEvents({ type: 'rule.removed' })).items).toHaveLength(2);
  });

  test('are listed newest first, in pages, and found by kind, effect and a part of them', async () => {
    const added: string[] = [];
    for (const [value, effect] of [
      ['one.example', 'deny'],
      ['two.example', 'allow'],
      ['three.example', 'deny'],
    ] as const) {
      added.unshift(
        (await admin.addRule({ ...host, value, effect }, { reason: `because of ${value}` })).rule.id,
      );
    }
    const network = await admin.addRule({ kind: 'network', value: '203.0.113.0/24', effect: 'pending' });
    const idsOf = async (query: Parameters<typeof admin.listRules>[0]) =>
      (await admin.listRules(query)).items.map(({ id }) => id);
    expect(await idsOf({ kind: 'redirectHost' })).toEqual(added);
    expect(await idsOf({ effect: 'deny' })).toEqual([added[0], added[2]]);
    expect(await idsOf({ search: 'TWO' })).toEqual([added[1]]);
    expect(await idsOf({ search: '203.0' })).toEqual([network.rule.id]);
    expect(await idsOf({ search: '\0' })).toEqual([]);
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await admin.listRules({ limit: 3, cursor });
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(pages).toEqual([network.rule.id, ...added]);
    expect(await refusalOf(admin.listRules({ limit: 0 }))).toMatchObject({ status: 400 });
    expect(await refusalOf(admin.listRules({ unknown: 1 } as never))).toMatchObject({ status: 400 });
    expect(await refusalOf(admin.listRules({ cursor: 'x' }))).toMatchObject({ status: 400 });
  });
});
