import {
  DcrAdminService,
  DcrAuditEvent,
  DcrClient,
  DcrClientService,
  DcrError,
  DcrState,
  type CleanupResult,
} from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, DAY, HOUR, seedClients } from '../admin/support/clients.js';
import { Replica } from './processes/orders.js';

const STALE = 10_000;

/** Uses a client as a token endpoint does: `true` if it was accepted, `false` if it has to register again. */
function use(application: TestApplication, clientId: string): Promise<boolean> {
  return application.nest
    .get(DcrClientService)
    .authenticate({ clientId })
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof DcrError && error.error === 'invalid_client') return false;
        throw error;
      },
    );
}

describeDatabases(
  'three processes that sweep 10,000 stale clients at once, one of them killed midway,',
  (database) => {
    test(
      'remove each client once, with one audit row, and keep the clients that are used meanwhile',
      { timeout: 60_000 },
      async () => {
        const cleanup = { batchSize: 250, unusedAfter: 48 * HOUR, idleAfter: 30 * DAY };
        const application = await startApplication({ database, dcr: { enabled: true, cleanup } });
        onTestFinished(() => application.close());
        const { dataSource } = application;
        const rows = Array.from({ length: STALE }, (_, at) => ({
          createdAt: ago(40 * DAY),
          lastUsedAt: at % 2 ? ago(35 * DAY) : null,
        }));
        const [stale, replicas] = await Promise.all([
          seedClients(application, rows),
          Promise.all([1, 2, 3].map(() => Replica.start({ database, cleanup }))),
        ]);
        onTestFinished(() => Promise.all(replicas.map((replica) => replica.kill())).then(() => undefined));
        await seedClients(application, [
          { clientName: 'fresh' },
          { clientName: 'used', lastUsedAt: ago(DAY) },
        ]);

        const removed = () => dataSource.getRepository(DcrAuditEvent).countBy({ type: 'client.cleaned_up' });
        const begun = Promise.race(
          replicas.map((replica) =>
            replica.next(({ event }) => event === 'client.cleaned_up').then(() => replica),
          ),
        );
        const swept = replicas.map((replica) =>
          replica.order({ do: 'sweep' }).catch(() => 'killed' as const),
        );
        // Every fiftieth client is used during the sweep.
        const used = stale.filter((_, at) => at % 50 === 7).map(({ clientId }) => clientId);
        const letIn = new Map<string, boolean>();
        const using = (async () => {
          for (const clientId of used) letIn.set(clientId, await use(application, clientId));
        })();

        const victim = await begun;
        await expect.poll(removed, { interval: 5, timeout: 30_000 }).toBeGreaterThan(1_500);
        await victim.kill();
        expect(await removed()).toBeLessThan(STALE - used.length);
        // Expire the lease of the killed process now instead of waiting for it.
        await dataSource.getRepository(DcrState).update({ name: 'cleanup' }, { expiresAt: ago(1) });
        const answers = await Promise.all(swept);
        await using;

        const finished = answers.filter((answer) => answer !== 'killed');
        expect(finished).toHaveLength(2);
        for (const { error } of finished) expect(error).toBeUndefined();
        const left = new Set(
          (await dataSource.getRepository(DcrClient).find()).map(({ clientId }) => clientId),
        );
        const events = await dataSource.getRepository(DcrAuditEvent).findBy({ type: 'client.cleaned_up' });
        const audited = new Set(events.map(({ clientId }) => clientId));
        expect(audited.size).toBe(events.length);
        expect(stale.filter(({ clientId }) => left.has(clientId) === audited.has(clientId))).toEqual([]);
        for (const clientId of used) expect(left.has(clientId)).toBe(letIn.get(clientId));
        const survivors = [...letIn.values()].filter(Boolean).length;
        expect(left.size).toBe(survivors + 2);
        expect(survivors).toBeGreaterThan(0);

        const again = await application.nest.get(DcrAdminService).cleanUp();
        expect(again).toMatchObject<Partial<CleanupResult>>({ unusedClients: 0, idleClients: 0 });
        const [statistics] = await dataSource.query<{ deadlocks: string }[]>(
          'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
        );
        expect(Number(statistics!.deadlocks)).toBe(0);
      },
    );
  },
  ['postgres'],
);
