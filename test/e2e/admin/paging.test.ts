import fc from 'fast-check';
import { DcrAdminService, DcrAuditEvent, DcrClient, type ClientSort } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { clientRow, everyDatabase, seedClients } from './support/clients.js';

const sorts: ClientSort[] = ['createdAt', '-createdAt', 'lastUsedAt', '-lastUsedAt'];

/** Only a few distinct times for many rows, so that most pages end between rows of equal time. */
const moment = fc.integer({ min: 0, max: 3 }).map((at) => new Date(1_700_000_000_000 + at));
const rows = fc.array(
  fc.record({
    createdAt: moment,
    lastUsedAt: fc.option(moment),
    status: fc.constantFrom('active' as const, 'pending' as const, 'disabled' as const),
  }),
  { maxLength: 20 },
);

/** The position of a client by its times alone; clients that were never used come first. */
function rank(sort: ClientSort, { createdAt, lastUsedAt }: DcrClient): number[] {
  const created = createdAt.getTime();
  const ascending = sort.endsWith('createdAt') ? [created] : [lastUsedAt?.getTime() ?? 0, created];
  return sort.startsWith('-') ? ascending.map((part) => -part) : ascending;
}

function isSorted(ranks: number[][]): boolean {
  return ranks.every((one, at) => {
    const next = ranks[at + 1];
    if (!next) return true;
    const differing = one.findIndex((part, index) => part !== next[index]);
    return differing === -1 || one[differing]! < next[differing]!;
  });
}

describeDatabases(
  'pages',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeAll(async () => {
      application = await startApplication({ database, dcr: {} });
      admin = application.nest.get(DcrAdminService);
    });
    afterAll(() => application?.close());

    const allPages = async <Item>(
      next: (cursor?: string) => Promise<{ items: Item[]; nextCursor?: string }>,
    ): Promise<Item[][]> => {
      const pages: Item[][] = [];
      for (let cursor: string | undefined; pages.length < 100;) {
        const { items, nextCursor } = await next(cursor);
        pages.push(items);
        if (nextCursor === undefined) return pages;
        cursor = nextCursor;
      }
      throw new Error('The pages never end.');
    };

    test.each(sorts)(
      'of clients by %s show each row once and in order, wherever a page ends',
      async (sort) => {
        const limits = fc.integer({ min: 1, max: 6 });
        await fc.assert(
          fc.asyncProperty(rows, limits, fc.boolean(), async (given, limit, isFiltered) => {
            await application.dataSource.createQueryBuilder().delete().from(DcrClient).execute();
            const clients = await seedClients(application, given);
            const filter = isFiltered ? { status: 'active' as const } : {};
            const expected = clients.filter(({ status }) => !isFiltered || status === 'active');
            const pages = await allPages((cursor) =>
              admin.listClients({ sort, limit, ...filter, ...(cursor !== undefined && { cursor }) }),
            );
            const shown = pages.flat();
            expect(new Set(shown.map(({ id }) => id))).toEqual(new Set(expected.map(({ id }) => id)));
            expect(shown).toHaveLength(expected.length);
            expect(isSorted(shown.map((client) => rank(sort, client)))).toBe(true);
            // Every page but the last is full, and no empty page follows a full one.
            expect(pages).toHaveLength(Math.max(1, Math.ceil(expected.length / limit)));
          }),
          { numRuns: 15 },
        );
      },
    );

    test('of the audit show each row once, newest first', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(moment, { maxLength: 20 }),
          fc.integer({ min: 1, max: 6 }),
          async (at, limit) => {
            const events = application.dataSource.getRepository(DcrAuditEvent);
            await events.createQueryBuilder().delete().execute();
            const row = { type: 'client.disabled', count: 1 } as const;
            await events.insert(at.map((createdAt) => ({ id: clientRow().id, createdAt, ...row })));
            const pages = await allPages((cursor) =>
              admin.listAuditEvents({ limit, ...(cursor !== undefined && { cursor }) }),
            );
            const shown = pages.flat();
            expect(new Set(shown.map(({ id }) => id)).size).toBe(at.length);
            expect(shown).toHaveLength(at.length);
            expect(isSorted(shown.map(({ createdAt }) => [-createdAt.getTime()]))).toBe(true);
          },
        ),
        { numRuns: 15 },
      );
    });
  },
  everyDatabase,
);
