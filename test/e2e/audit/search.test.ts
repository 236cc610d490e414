import { DcrAdminService, DcrDecision, DcrRegistrationService, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { everyDatabase } from '../admin/support/clients.js';

/** Each attempt, by the software version that marks it. */
const attempts = {
  percent: { name: '100% Legit', uris: ['https://shop.example/cb'] },
  underscore: { name: 'snake_case', uris: ['https://a.example/cb'] },
  accent: { name: 'École', uris: ['http://localhost:33418/', 'https://Evil.example:8443/cb'] },
  quotes: { name: `it's "quoted"`, uris: ['https://b.example/'], ip: '2001:db8::17' },
  agent: { name: 'Agent', uris: ['https://c.example/'], userAgent: 'Curl/8.9_x' },
  native: { name: 'Native', uris: ['cursor://anysphere.cursor-mcp/oauth'] },
  unnamed: { uris: ['https://d.example/'], ip: '198.51.100.77' },
  refused: { name: 'Refused Ünit', uris: ['https://keeps-coming.example/cb'] },
  invalid: { name: 'Invalid', uris: ['http://plain.example/', 7] },
} satisfies Record<string, { name?: string; uris: unknown[]; ip?: string; userAgent?: string }>;
type Key = keyof typeof attempts;

describeDatabases(
  'the search in the audit log',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeAll(async () => {
      const policy = ({ clientName }: { clientName: string }) =>
        clientName.startsWith('Refused') ? DcrDecision.deny('No.') : DcrDecision.allow();
      const dcr = { enabled: true, policy, redirectUris: { customSchemes: ['cursor'] } };
      application = await startApplication({ database, dcr });
      admin = application.nest.get(DcrAdminService);
      for (const [key, attempt] of Object.entries(attempts)) {
        const { name, uris, ip, userAgent } = {
          ip: '203.0.113.9',
          userAgent: 'node',
          name: undefined,
          ...attempt,
        };
        const metadata = { client_name: name, redirect_uris: uris, software_version: key };
        await application.nest
          .get(DcrRegistrationService)
          .register(metadata, { ip, userAgent })
          .catch(() => undefined);
      }
    });
    afterAll(() => application?.close());

    const found = async (query: Parameters<DcrAdminService['listAuditEvents']>[0]) => {
      const { items } = await admin.listAuditEvents(query);
      return new Set(items.map(({ requested }) => requested?.['software_version']));
    };

    const cases: [string, Key[]][] = [
      ['100%', ['percent']],
      ['%', ['percent']],
      ['legit', ['percent']],
      ['snake_', ['underscore']],
      ['école', ['accent']],
      ['ÉCOLE', ['accent']],
      ['evil.EXAMPLE', ['accent']],
      [':8443', ['accent']],
      ['localhost', ['accent']],
      [`"`, ['quotes']],
      ['[', []],
      [',', []],
      ['2001:DB8', ['quotes']],
      ['curl/', ['agent']],
      ['_x', ['agent']],
      ['anysphere.cursor-mcp', ['native']],
      ['198.51.100.', ['unnamed']],
      ['keeps-coming', ['refused']],
      ['REFUSED üNIT', ['refused']],
      ['plain.example', ['invalid']],
      ['/cb', []],
      ['authorization_code', []],
      ['dcr_', []],
      ['nothing of the kind', []],
      ['a\0b', []],
      ["' OR '1'='1", []],
      ['x'.repeat(5_000), []],
      ['', Object.keys(attempts) as Key[]],
    ];
    test.each(cases)('for %j finds exactly the events that contain it', async (search, expected) => {
      expect(await found({ search })).toEqual(new Set(expected));
    });

    test('is combined with the other filters', async () => {
      const { cause, outcome } = { cause: 'policy', outcome: 'rejected' } as const;
      expect(await found({ search: 'example', outcome })).toEqual(new Set(['refused', 'invalid']));
      expect(await found({ search: 'example', cause })).toEqual(new Set(['refused']));
      expect(await found({ search: 'example', ip: '2001:db8::17' })).toEqual(new Set(['quotes']));
      const { items, nextCursor } = await admin.listAuditEvents({ search: 'example', limit: 1 });
      expect(items).toHaveLength(1);
      expect((await admin.listAuditEvents({ search: 'example', cursor: nextCursor })).items).toHaveLength(7);
    });

    test('pages through the events in both orders', async () => {
      const idsOf = async (sort?: 'createdAt' | '-createdAt') => {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await admin.listAuditEvents({ sort, limit: 4, cursor });
          ids.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor;
        } while (cursor);
        return ids;
      };
      const newestFirst = await idsOf();
      expect(newestFirst).toHaveLength(Object.keys(attempts).length);
      expect(await idsOf('-createdAt')).toEqual(newestFirst);
      expect(await idsOf('createdAt')).toEqual(newestFirst.toReversed());
      const { nextCursor } = await admin.listAuditEvents({ limit: 1 });
      const refused = admin.listAuditEvents({ sort: 'createdAt', cursor: nextCursor });
      await expect(refused).rejects.toMatchObject({ error: 'invalid_request' });
    });

    test('shows the requested name and hosts of every attempt', async () => {
      const { items } = await admin.listAuditEvents({ outcome: 'accepted', search: 'École' });
      const redirectHosts = ['localhost:33418', 'Evil.example:8443'];
      expect(items).toMatchObject([{ clientName: 'École', redirectHosts }]);
      const { items: refused } = await admin.listAuditEvents({ cause: 'redirect_uris' });
      expect(refused).toMatchObject([{ clientName: 'Invalid', redirectHosts: ['plain.example'] }]);
      const { items: unnamed } = await admin.listAuditEvents({ ip: '198.51.100.77' });
      expect(unnamed).toMatchObject([{ clientName: null, redirectHosts: ['d.example'] }]);
      const { items: native } = await admin.listAuditEvents({ search: 'anysphere' });
      expect(native).toMatchObject([{ redirectHosts: ['anysphere.cursor-mcp'] }]);
    });

    test('finds what an operator did', async () => {
      const { client } = await admin.createClient(
        { redirect_uris: ['https://e.example/'] },
        { actor: 'Zoë B_' },
      );
      await application.nest.get(DcrSessionService).open({ clientId: client.clientId, subject: 'ann' });
      await admin.disableClient(client.clientId, { actor: 'Zoë B_' });
      const typesOf = async (query: object) =>
        (await admin.listAuditEvents(query)).items.map(({ type }) => type);
      const all = ['client.sessions_revoked', 'client.disabled', 'client.registered'];
      expect((await typesOf({ actor: 'Zoë B_' })).toSorted()).toEqual(all.toSorted());
      expect(await typesOf({ actor: 'zoë b_' })).toEqual([]);
      expect(await typesOf({ search: 'zoË b_' })).toHaveLength(3);
    });
  },
  everyDatabase,
);
