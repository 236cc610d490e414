import { DcrAdminService, DcrAuditEvent, DcrClient, DcrState } from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, DAY, HOUR, seedClients, sharedDatabases } from '../admin/support/clients.js';

describeDatabases(
  'the lease of the cleanup, on two replicas',
  (database) => {
    let applications: [TestApplication, TestApplication];
    const admin = (index: 0 | 1) => applications[index].nest.get(DcrAdminService);
    const state = () => applications[0].dataSource.getRepository(DcrState);
    const lease = () => state().findOneByOrFail({ name: 'cleanup' });
    const seedStale = (count: number) =>
      seedClients(
        applications[0],
        Array.from({ length: count }, () => ({ createdAt: ago(3 * DAY) })),
      );

    beforeAll(async () => {
      const dcr = { cleanup: { batchSize: 10 } };
      applications = [await startApplication({ database, dcr }), await startApplication({ database, dcr })];
    });
    beforeEach(async () => {
      for (const entity of [DcrClient, DcrAuditEvent])
        await applications[0].dataSource.createQueryBuilder().delete().from(entity).execute();
      await state().update({ name: 'cleanup' }, { value: null, expiresAt: null });
    });
    afterAll(() => Promise.all(applications.map((application) => application.close())));

    test.each([
      ['two replicas', [0, 1] as const],
      ['two calls on one replica', [0, 0] as const],
    ])(
      'lets %s sweep one after the other, and both return when the sweep is complete',
      async (_, replicas) => {
        const clients = await seedStale(95);
        const results = await Promise.all(
          replicas.map(async (index) => {
            const result = await admin(index).cleanUp();
            expect(await applications[0].dataSource.getRepository(DcrClient).count()).toBe(0);
            return result;
          }),
        );
        expect(new Set(results.map(({ unusedClients }) => unusedClients))).toEqual(new Set([0, 95]));
        const events = await applications[0].dataSource.getRepository(DcrAuditEvent).find();
        expect(new Set(events.map(({ clientId }) => clientId))).toEqual(
          new Set(clients.map(({ clientId }) => clientId)),
        );
        expect(events).toHaveLength(95);
      },
    );

    test('is released when the sweep is over', async () => {
      await admin(0).cleanUp();
      expect(await lease()).toMatchObject({ value: null, expiresAt: null });
    });

    test('is released when the sweep fails', async () => {
      await seedStale(1);
      const { manager } = applications[0].dataSource;
      await manager.query('ALTER TABLE dcr_audit_events RENAME TO dcr_audit_away');
      await expect(admin(0).cleanUp()).rejects.toThrow('could not complete');
      await manager.query('ALTER TABLE dcr_audit_away RENAME TO dcr_audit_events');
      expect(await lease()).toMatchObject({ value: null, expiresAt: null });
      expect(await admin(1).cleanUp()).toMatchObject({ unusedClients: 1 });
    });

    test('of a crashed replica is waited for, and taken over when it has expired', async () => {
      await seedStale(5);
      const later = new Date(Date.now() + HOUR);
      await state().update({ name: 'cleanup' }, { value: 'a replica that crashed', expiresAt: later });
      let isDone = false;
      const swept = admin(0)
        .cleanUp()
        .finally(() => (isDone = true));
      expect(await admin(1).cleanUp({ dryRun: true })).toMatchObject({ unusedClients: 5 });
      expect(isDone).toBe(false);
      expect(await lease()).toMatchObject({ value: 'a replica that crashed' });
      await state().update({ name: 'cleanup' }, { expiresAt: ago(1) });
      expect(await swept).toMatchObject({ unusedClients: 5 });
    });

    test('interrupts a sweep between two batches when it is lost; the sweep continues when it is free again', async () => {
      await seedStale(400);
      const rows = applications[0].dataSource.getRepository(DcrClient);
      let isTaken: Promise<unknown> | undefined;
      const listening = admin(0).events.subscribe(() => {
        const expiresAt = new Date(Date.now() + HOUR);
        isTaken ??= state().update({ name: 'cleanup' }, { value: 'another', expiresAt });
      });
      const swept = admin(0).cleanUp();
      await expect.poll(() => isTaken).toBeDefined();
      await isTaken;
      const left = await rows.count();
      await state().update({ name: 'cleanup', value: 'another' }, { expiresAt: ago(1) });
      await swept;
      listening.unsubscribe();
      // Most of the forty batches were still to be done.
      expect(left).toBeGreaterThan(0);
      expect(await rows.count()).toBe(0);
      expect(await applications[0].dataSource.getRepository(DcrAuditEvent).count()).toBe(400);
    });
  },
  sharedDatabases,
);
