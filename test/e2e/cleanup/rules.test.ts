import { DcrAdminService, DcrAuditEvent, DcrClient, DcrSession } from 'nestjs-dcr';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { afterQuery } from '../../support/after-query.js';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import {
  ago,
  auditOf,
  clientRow,
  DAY,
  everyDatabase,
  HOUR,
  seedClient,
  seedClients,
  sessionRow,
} from '../admin/support/clients.js';

const ages = { '59 minutes': HOUR - 60_000, '47 h': 47 * HOUR, '49 h': 49 * HOUR, '40 d': 40 * DAY };
const uses = { never: 0, '29 d ago': 29 * DAY, '31 d ago': 31 * DAY };
const sessions = {
  none: undefined,
  open: {},
  'open until later': { expiresAt: new Date(Date.now() + HOUR) },
  expired: { expiresAt: ago(HOUR) },
  closed: { closedAt: ago(HOUR) },
  revoked: { revokedAt: ago(HOUR), revocationState: 'done' as const },
};
type Case = {
  source: DcrClient['source'];
  status: DcrClient['status'];
  age: keyof typeof ages;
  use: keyof typeof uses;
  session: keyof typeof sessions;
};

/** The rules again, as the documentation for operators states them. */
function fate({ source, status, age, use, session }: Case): 'stays' | 'unused' | 'idle' {
  if (source === 'manual' || status === 'disabled' || session.startsWith('open')) return 'stays';
  if (age === '59 minutes') return 'stays';
  if (use === 'never') return age === '47 h' ? 'stays' : 'unused';
  return use === '31 d ago' && status === 'active' ? 'idle' : 'stays';
}

function* everyCase(): Generator<Case> {
  for (const source of ['dcr', 'manual'] as const)
    for (const status of ['active', 'pending', 'disabled'] as const)
      for (const age of Object.keys(ages) as (keyof typeof ages)[])
        for (const use of Object.keys(uses) as (keyof typeof uses)[])
          for (const session of Object.keys(sessions) as (keyof typeof sessions)[])
            yield { source, status, age, use, session };
}

describeDatabases(
  'cleanup',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeEach(async () => {
      application = await startApplication({ database, dcr: {} });
      admin = application.nest.get(DcrAdminService);
      for (const entity of [DcrClient, DcrSession, DcrAuditEvent]) {
        await application.dataSource.createQueryBuilder().delete().from(entity).execute();
      }
    });
    afterEach(() => application?.close());

    const left = async () =>
      new Set(
        (await application.dataSource.getRepository(DcrClient).find()).map(({ clientName }) => clientName),
      );

    test('removes exactly the clients that the rules name, as announced by a dry run', async () => {
      const cases = [...everyCase()];
      const rows = cases.map((one) =>
        clientRow({
          source: one.source,
          status: one.status,
          clientName: Object.values(one).join(', '),
          createdAt: ago(ages[one.age]),
          lastUsedAt: one.use === 'never' ? null : ago(uses[one.use]),
        }),
      );
      await seedClients(application, rows);
      const opened = cases.flatMap(({ session }, at) =>
        sessions[session] ? [sessionRow(rows[at]!.clientId, sessions[session])] : [],
      );
      await application.dataSource.getRepository(DcrSession).insert(opened);
      const preview = await admin.cleanUp({ dryRun: true });
      expect((await left()).size).toBe(cases.length);
      const result = await admin.cleanUp();

      const count = (kind: string) => cases.filter((one) => fate(one) === kind).length;
      expect(result).toMatchObject({ unusedClients: count('unused'), idleClients: count('idle') });
      expect(count('unused') * count('idle')).toBeGreaterThan(0);
      expect(preview).toEqual(result);
      const staying = cases.flatMap((one, at) => (fate(one) === 'stays' ? [rows[at]!.clientName] : []));
      expect(await left()).toEqual(new Set(staying));
      const nothing = {
        unusedClients: 0,
        idleClients: 0,
        auditEvents: 0,
        rateLimits: 0,
        sessions: 0,
        rules: 0,
      };
      expect(await admin.cleanUp()).toEqual(nothing);
      expect(await admin.cleanUp({ dryRun: true })).toEqual(nothing);

      for (const [at, one] of cases.entries()) {
        const events = await auditOf(application, rows[at]!.clientId);
        if (fate(one) === 'stays') expect(events).toEqual([]);
        else
          expect(events).toMatchObject([
            { type: 'client.cleaned_up', reason: fate(one) === 'unused' ? 'never used' : 'idle', count: 1 },
          ]);
      }
    });

    test('begins at 48 hours without any use, or 30 days after the last use', async () => {
      const minute = 60_000;
      await seedClients(application, [
        { clientName: 'nearly unused', createdAt: ago(48 * HOUR - minute) },
        { clientName: 'unused', createdAt: ago(48 * HOUR + 1_000) },
        { clientName: 'nearly idle', createdAt: ago(90 * DAY), lastUsedAt: ago(30 * DAY - minute) },
        { clientName: 'idle', createdAt: ago(90 * DAY), lastUsedAt: ago(30 * DAY + 1_000) },
      ]);
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1, idleClients: 1 });
      expect(await left()).toEqual(new Set(['nearly unused', 'nearly idle']));
    });

    test('records in the audit who swept and why, and why each client was removed', async () => {
      const clients = await seedClients(application, [
        { createdAt: ago(3 * DAY) },
        { createdAt: ago(90 * DAY), lastUsedAt: ago(40 * DAY) },
      ]);
      const others = await seedClients(application, [{ createdAt: ago(3 * DAY) }]);
      await admin.disableClient(others[0]!.clientId);
      expect(await admin.cleanUp({}, { actor: 'root', reason: 'spring' })).toMatchObject({
        unusedClients: 1,
        idleClients: 1,
      });
      for (const [at, description] of ['never used', 'idle'].entries()) {
        expect(await auditOf(application, clients[at]!.clientId)).toMatchObject([
          { type: 'client.cleaned_up', actor: 'root', reason: 'spring', description, outcome: null },
        ]);
      }
      const [next] = await seedClients(application, [{ createdAt: ago(3 * DAY) }]);
      await admin.cleanUp({ dryRun: false }, { actor: 'root' });
      expect(await auditOf(application, next!.clientId)).toMatchObject([
        { type: 'client.cleaned_up', actor: 'root', reason: 'never used', description: 'never used' },
      ]);
    });

    test('keeps clients that an administrator has just enabled', async () => {
      const pending = await seedClient(application, {
        clientName: 'approved',
        status: 'pending',
        createdAt: ago(47 * HOUR),
      });
      const idle = {
        clientName: 'again',
        status: 'disabled',
        createdAt: ago(90 * DAY),
        lastUsedAt: ago(40 * DAY),
      };
      const disabled = await seedClient(application, idle as Partial<DcrClient>);
      for (const { clientId } of [pending, disabled]) await admin.enableClient(clientId);
      await application.dataSource.manager.update(
        DcrClient,
        { id: pending.id },
        { createdAt: ago(49 * HOUR) },
      );
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 0, idleClients: 0 });
      expect(await left()).toEqual(new Set(['approved', 'again']));
    });

    test('removes a client again that was restored from a backup', async () => {
      const stale = await seedClient(application, { clientName: 'restored', createdAt: ago(3 * DAY) });
      for (let sweep = 1; sweep <= 2; sweep++) {
        expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1 });
        expect(await auditOf(application, stale.clientId)).toHaveLength(sweep);
        await application.dataSource.getRepository(DcrClient).insert(stale);
      }
    });

    const meanwhile: [string, Partial<DcrClient> | 'session'][] = [
      ['is used', { lastUsedAt: new Date() }],
      ['is disabled', { status: 'disabled' }],
      ['gets a session', 'session'],
    ];
    test.each(meanwhile)('keeps a client that %s between query and removal', async (_, change) => {
      const unused = await seedClient(application, { clientName: 'unused', createdAt: ago(3 * DAY) });
      const idle = await seedClient(application, {
        clientName: 'idle',
        createdAt: ago(99 * DAY),
        lastUsedAt: ago(40 * DAY),
      });
      const { manager } = application.dataSource;
      const looked: string[] = [];
      afterQuery(application.dataSource, async (sql) => {
        // One query for each kind, unused clients first.
        if (!/COUNT\(\*\) OVER/.test(sql)) return;
        const { clientId } = [unused, idle][looked.push(sql) - 1]!;
        if (change === 'session') await manager.insert(DcrSession, sessionRow(clientId));
        else await manager.update(DcrClient, { clientId }, change);
      });
      const result = await admin.cleanUp();
      expect(looked).toHaveLength(2);
      expect(result).toMatchObject({ unusedClients: 0, idleClients: 0 });
      expect(await left()).toEqual(new Set(['unused', 'idle']));
      for (const { clientId } of [unused, idle]) expect(await auditOf(application, clientId)).toEqual([]);
    });
  },
  everyDatabase,
);
