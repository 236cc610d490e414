import { DcrAdminService, type ListRedirectHostsQuery, type RedirectHostSort } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { describeDatabases } from '../../support/databases.js';
import {
  ago,
  type ClientRow,
  DAY,
  everyDatabase,
  HOUR,
  seedClients,
  seedSession,
} from './support/clients.js';

const used = { lastUsedAt: ago(HOUR) };
const rows: ClientRow[] = [
  ...[5, 4, 3].map((days) => ({
    clientName: 'ChatGPT',
    redirectUris: [`https://chatgpt.com/connector/oauth/${days}`],
    redirectHosts: ['chatgpt.com'],
    createdAt: ago(days * DAY),
  })),
  { clientName: 'ChatGPT', redirectHosts: ['chatgpt.com'], createdAt: ago(2 * DAY), ...used },
  { clientName: 'Port', redirectHosts: ['ChatGPT.com:8443'], createdAt: ago(DAY), status: 'disabled' },
  {
    clientName: 'Editor',
    redirectHosts: ['editor.example', '127.0.0.1:5000', '127.0.0.1'],
    createdAt: ago(6 * DAY),
    ...used,
  },
  { clientName: 'Terminal', redirectHosts: ['localhost:6274'], createdAt: ago(7 * DAY), status: 'pending' },
  { clientName: 'Six', redirectHosts: ['[::1]:4000'], createdAt: ago(8 * DAY), source: 'manual' },
  { clientName: 'Like', redirectHosts: ['chatgpt.com.evil.example'], createdAt: ago(9 * DAY) },
  { clientName: 'Under_score', redirectHosts: ['chat_gpt.com'], createdAt: ago(9.5 * DAY) },
  {
    clientName: 'Scheme',
    redirectUris: ['com.example.app:/callback'],
    redirectHosts: [],
    createdAt: ago(HOUR),
  },
];

describeDatabases(
  'the list of redirect hosts',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeAll(async () => {
      application = await startApplication({ database, dcr: {} });
      admin = application.nest.get(DcrAdminService);
      const clients = await seedClients(application, rows);
      const session = (at: number, changes = {}) => seedSession(application, clients[at]!.clientId, changes);
      await session(3);
      await session(3, { expiresAt: ago(-DAY) });
      await session(3, { expiresAt: ago(HOUR) });
      await session(3, { closedAt: ago(HOUR) });
      await session(5);
      await session(5, { revokedAt: ago(HOUR), revocationState: 'done' });
    });
    afterAll(() => application?.close());

    const hosts = async (query: ListRedirectHostsQuery) =>
      (await admin.listRedirectHosts(query)).items.map(({ redirectHost }) => redirectHost);

    test('counts clients, used and unused, and open sessions; loopback is one host', async () => {
      const page = await admin.listRedirectHosts();
      const near = (days: number) => {
        const at = ago(days * DAY).getTime();
        return expect.toSatisfy((date: Date) => Math.abs(date.getTime() - at) < HOUR) as Date;
      };
      expect(page).toEqual({
        items: [
          {
            redirectHost: 'chatgpt.com',
            clients: 5,
            active: 4,
            neverUsed: 4,
            openSessions: 2,
            newest: near(1),
          },
          { redirectHost: 'loopback', clients: 3, active: 2, neverUsed: 2, openSessions: 1, newest: near(6) },
          {
            redirectHost: 'editor.example',
            clients: 1,
            active: 1,
            neverUsed: 0,
            openSessions: 1,
            newest: near(6),
          },
          {
            redirectHost: 'chatgpt.com.evil.example',
            clients: 1,
            active: 1,
            neverUsed: 1,
            openSessions: 0,
            newest: near(9),
          },
          {
            redirectHost: 'chat_gpt.com',
            clients: 1,
            active: 1,
            neverUsed: 1,
            openSessions: 0,
            newest: near(9.5),
          },
        ],
      });
    });

    test('names hosts whose clients the list and the bulk operations find', async () => {
      for (const { redirectHost, clients, neverUsed } of (await admin.listRedirectHosts()).items) {
        const { counts } = await admin.listClients({ redirectHost });
        expect(counts.total, redirectHost).toBe(clients);
        const filter = { redirectHost, neverUsed: true };
        expect(await admin.disableClients(filter, {}, { dryRun: true })).toMatchObject({
          matched: neverUsed,
        });
      }
      const names = async (redirectHost: string) =>
        (await admin.listClients({ redirectHost })).items.map(({ clientName }) => clientName);
      expect(await names('LOCALHOST')).toEqual(['Terminal']);
      expect(await names('[::1]')).toEqual(['Six']);
      expect(await names('chatgpt.com:8443')).toEqual(['Port']);
      expect(await names('loopback')).toEqual(['Editor', 'Terminal', 'Six']);
      expect(await names('chat_gpt.com')).toEqual(['Under_score']);
      for (const nobody of ['8443', 'gpt.com', 'c%', '"', '["', '\0', '', 'chatgpt.com:1']) {
        expect(await names(nobody), nobody).toEqual([]);
      }
    });

    test('is narrowed by a text, in any case', async () => {
      expect(await hosts({ search: 'ChatGPT' })).toEqual(['chatgpt.com', 'chatgpt.com.evil.example']);
      expect(await hosts({ search: 'back' })).toEqual(['loopback']);
      expect(await hosts({ search: 'nobody' })).toEqual([]);
    });

    const sorts = ['redirectHost', 'clients', 'active', 'neverUsed', 'openSessions', 'newest'] as const;
    test.each(sorts.flatMap<RedirectHostSort>((sort) => [sort, `-${sort}`]))(
      'is sorted by %s, and its pages are the whole list',
      async (sort) => {
        const { items } = await admin.listRedirectHosts({ sort });
        const member = sort.replace('-', '') as (typeof sorts)[number];
        const values = items.map((item) => item[member]);
        const ascending = sort.startsWith('-') ? values.toReversed() : values;
        expect(ascending).toEqual(
          ascending.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0)),
        );
        const paged = [];
        let cursor: string | undefined;
        do {
          const page = await admin.listRedirectHosts({ sort, limit: 2, cursor });
          paged.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor);
        expect(paged).toEqual(items);
      },
    );

    test('refuses an invalid query', async () => {
      const refused = { error: 'invalid_request' };
      const { nextCursor } = await admin.listRedirectHosts({ limit: 1 });
      for (const query of [
        { sort: 'size' },
        { limit: 0 },
        { cursor: 'x' },
        { search: 7 },
        { host: 'x' },
        { sort: 'clients', cursor: nextCursor },
      ])
        await expect(admin.listRedirectHosts(query as never), JSON.stringify(query)).rejects.toMatchObject(
          refused,
        );
    });
  },
  everyDatabase,
);
