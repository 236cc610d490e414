import { DcrAdminService, DcrClient, type CleanupOptions } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { ago, DAY, HOUR, seedClients, type ClientRow } from '../admin/support/clients.js';

describeDatabases('the ages of cleanup', (database) => {
  const start = async (cleanup: CleanupOptions, rows: ClientRow[]) => {
    const application = await startApplication({ database, dcr: { cleanup } });
    onTestFinished(() => application.close());
    await application.dataSource.createQueryBuilder().delete().from(DcrClient).execute();
    await seedClients(application, rows);
    const left = async () =>
      (await application.dataSource.getRepository(DcrClient).find())
        .map(({ clientName }) => clientName)
        .toSorted();
    return { application, admin: application.nest.get(DcrAdminService), left };
  };

  test('may be shorter, but no client younger than an hour is removed', async () => {
    const { admin, left } = await start({ unusedAfter: 1, idleAfter: 10 * 60_000 }, [
      { clientName: 'unused, young', createdAt: ago(58 * 60_000) },
      { clientName: 'unused, old', createdAt: ago(61 * 60_000) },
      { clientName: 'idle, young', createdAt: ago(58 * 60_000), lastUsedAt: ago(50 * 60_000) },
      { clientName: 'idle, old', createdAt: ago(2 * HOUR), lastUsedAt: ago(11 * 60_000) },
      { clientName: 'in use', createdAt: ago(2 * HOUR), lastUsedAt: ago(9 * 60_000) },
    ]);
    expect(await admin.cleanUp({ dryRun: true })).toMatchObject({ unusedClients: 1, idleClients: 1 });
    expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1, idleClients: 1 });
    expect(await left()).toEqual(['idle, young', 'in use', 'unused, young']);
  });

  test('may be a function of the client, which can remove copies sooner', async () => {
    const age = ({ softwareId }: DcrClient) => (softwareId === 'copy' ? 2 * HOUR : 10 * DAY);
    const { admin, left } = await start({ unusedAfter: age, idleAfter: age, batchSize: 2 }, [
      { clientName: 'a copy', softwareId: 'copy', createdAt: ago(3 * HOUR) },
      { clientName: 'a new copy', softwareId: 'copy', createdAt: ago(1.5 * HOUR) },
      { clientName: 'another', createdAt: ago(9 * DAY) },
      { clientName: 'an old one', createdAt: ago(11 * DAY) },
      { clientName: 'an idle copy', softwareId: 'copy', createdAt: ago(9 * DAY), lastUsedAt: ago(3 * HOUR) },
      { clientName: 'a used copy', softwareId: 'copy', createdAt: ago(9 * DAY), lastUsedAt: ago(HOUR) },
      { clientName: 'idle', createdAt: ago(20 * DAY), lastUsedAt: ago(9 * DAY) },
      { clientName: 'very idle', createdAt: ago(20 * DAY), lastUsedAt: ago(11 * DAY) },
    ]);
    const preview = await admin.cleanUp({ dryRun: true });
    expect(preview).toMatchObject({ unusedClients: 2, idleClients: 2 });
    expect(await admin.cleanUp()).toEqual(preview);
    expect(await left()).toEqual(['a new copy', 'a used copy', 'another', 'idle']);
  });

  test('are checked again for a client that is used between query and removal', async () => {
    const age = () => 10 * DAY;
    const { application, admin, left } = await start({ unusedAfter: age, idleAfter: age }, [
      { clientName: 'unused', createdAt: ago(20 * DAY) },
      { clientName: 'idle', createdAt: ago(20 * DAY), lastUsedAt: ago(15 * DAY) },
    ]);
    application.dataSource.subscribers.push({
      afterLoad: async (entity: unknown) => {
        if (!(entity instanceof DcrClient)) return;
        await application.dataSource.manager.update(DcrClient, { id: entity.id }, { lastUsedAt: new Date() });
      },
    });
    const result = await admin.cleanUp();
    application.dataSource.subscribers.splice(0);
    expect(result).toMatchObject({ unusedClients: 0, idleClients: 0 });
    expect(await left()).toEqual(['idle', 'unused']);
  });

  test('remove nothing when the function returns an invalid value', async () => {
    let nonsense: unknown;
    const age = () => nonsense as number;
    const { admin, left } = await start({ unusedAfter: age, idleAfter: age }, [
      { clientName: 'unused', createdAt: ago(500 * DAY) },
      { clientName: 'idle', createdAt: ago(500 * DAY), lastUsedAt: ago(400 * DAY) },
    ]);
    const late = Promise.resolve(1_000);
    for (nonsense of [NaN, undefined, null, -1, Infinity, -Infinity, '1000', late, true, new Date(0)]) {
      const nothing = { unusedClients: 0, idleClients: 0 };
      expect(await admin.cleanUp({ dryRun: true }), String(nonsense)).toMatchObject(nothing);
      expect(await admin.cleanUp(), String(nonsense)).toMatchObject(nothing);
    }
    expect(await left()).toEqual(['idle', 'unused']);
  });

  test('fail the cleanup when the function throws, and the next run works', async () => {
    let isBroken = true;
    const age = () => {
      if (isBroken) throw new Error('no age today');
      return DAY;
    };
    const { admin, left } = await start({ unusedAfter: age }, [
      { clientName: 'unused', createdAt: ago(5 * DAY) },
    ]);
    await expect(admin.cleanUp()).rejects.toThrow('no age today');
    expect(await left()).toEqual(['unused']);
    isBroken = false;
    expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1 });
  });

  test('remove every client batch by batch, even if all times are equal', async () => {
    const createdAt = ago(3 * DAY);
    const lastUsedAt = ago(40 * DAY);
    const rows = Array.from({ length: 23 }, () => ({ createdAt }));
    const idle = Array.from({ length: 11 }, () => ({ createdAt: ago(50 * DAY), lastUsedAt }));
    const { admin, left } = await start({ batchSize: 5 }, [...rows, ...idle]);
    expect(await admin.cleanUp()).toMatchObject({ unusedClients: 23, idleClients: 11 });
    expect(await left()).toEqual([]);
  });
});
