import { DcrAuditEvent, DcrClient, DcrRateLimit } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { ago, HOUR, seedClient, seedSession, stored } from '../admin/support/clients.js';
import { Replica } from './processes/orders.js';

const MINUTE = 60_000;

describeDatabases(
  'a replica whose clock is two hours',
  (database) => {
    test.each([
      ['ahead', 2 * HOUR, false],
      ['behind', -2 * HOUR, true],
    ])(
      '%s removes stale clients, and none that are in use or new',
      { timeout: 60_000 },
      async (_, clockShift, agesAreFunctions) => {
        const application = await startApplication({ database, dcr: { enabled: true } });
        onTestFinished(() => application.close());
        for (const entity of [DcrClient, DcrAuditEvent, DcrRateLimit])
          await application.dataSource.createQueryBuilder().delete().from(entity).execute();
        const cleanup = { unusedAfter: HOUR, idleAfter: HOUR };
        const replica = await Replica.start({ database, cleanup, clockShift, agesAreFunctions });
        onTestFinished(() => replica.kill());

        const seed = async (clientName: string, age: number, use?: number, expiresAt?: Date) => {
          const lastUsedAt = use === undefined ? null : ago(use);
          const { clientId } = await seedClient(application, { clientName, createdAt: ago(age), lastUsedAt });
          if (expiresAt) await seedSession(application, clientId, { createdAt: ago(age), expiresAt });
          return clientId;
        };
        const old = 24 * HOUR;
        await seed('stays: fresh', 58 * MINUTE);
        await seed('stays: used', old, 58 * MINUTE);
        await seed('stays: its session goes on', old, 20 * HOUR, new Date(Date.now() + 30 * MINUTE));
        await seed('unused', 62 * MINUTE);
        await seed('idle', old, 62 * MINUTE);
        await seed('idle: its session has expired', old, 20 * HOUR, ago(30 * MINUTE));
        const revived = await seed('stays: used by the replica', old, 2 * HOUR);
        expect(await replica.order({ do: 'use', clientId: revived })).toEqual({ result: {} });
        const registered = (await replica.order({ do: 'register' })).result as {
          clientId: string;
          now: number;
        };
        expect(Math.abs(registered.now - Date.now() - clockShift)).toBeLessThan(MINUTE);
        const limits = application.dataSource.getRepository(DcrRateLimit);
        await limits.insert({ key: 'running', hits: 1, expiresAt: new Date(Date.now() + 30 * MINUTE) });
        await limits.insert({ key: 'ended', hits: 1, expiresAt: ago(30 * MINUTE) });

        // The replica takes the time of its writes from the database's clock.
        const { createdAt } = (await stored(application, registered.clientId))!;
        const { lastUsedAt } = (await stored(application, revived))!;
        for (const at of [createdAt, lastUsedAt!]) {
          expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(MINUTE);
        }

        expect(await replica.order({ do: 'sweep' })).toMatchObject({
          result: { unusedClients: 1, idleClients: 2, rateLimits: 1, auditEvents: 0 },
        });
        const left = await application.dataSource.getRepository(DcrClient).find();
        const names = left.map(({ clientName }) => clientName);
        expect(names.filter((name) => name.startsWith('stays'))).toHaveLength(4);
        expect(left.map(({ clientId }) => clientId)).toContain(registered.clientId);
        expect(left).toHaveLength(5);
        const events = await application.dataSource
          .getRepository(DcrAuditEvent)
          .findBy({ type: 'client.cleaned_up' });
        expect(events).toHaveLength(3);
        for (const event of events) {
          expect(Math.abs(event.createdAt.getTime() - Date.now())).toBeLessThan(MINUTE);
        }
      },
    );
  },
  ['postgres', 'mariadb'],
);
