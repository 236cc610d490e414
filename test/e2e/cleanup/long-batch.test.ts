import { DcrAdminService, DcrClient, DcrState } from 'nestjs-dcr';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, DAY, seedClient } from '../admin/support/clients.js';

describeDatabases(
  'a batch of the cleanup that outlasts the lease',
  (database) => {
    let application: TestApplication;
    beforeAll(async () => {
      application = await startApplication({ database, dcr: {} });
    });
    afterAll(() => application?.close());
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    });
    afterEach(() => void vi.useRealTimers());

    const lease = () => application.dataSource.getRepository(DcrState).findOneByOrFail({ name: 'cleanup' });

    test('is waited for while the lease is renewed', async () => {
      const { id, clientId } = await seedClient(application, { createdAt: ago(3 * DAY) });
      const other = application.dataSource.createQueryRunner();
      await other.startTransaction();
      await other.manager.findOneOrFail(DcrClient, { where: { id }, lock: { mode: 'pessimistic_write' } });

      let ended: unknown;
      const swept = application.nest
        .get(DcrAdminService)
        .cleanUp()
        .finally(() => (ended = true));
      swept.catch(() => undefined);
      await vi.waitFor(async () => expect((await lease()).value).not.toBeNull());
      const before = (await lease()).expiresAt!;
      await vi.waitFor(
        async () => {
          // Again each time: the row may be seen here before the timer of the renewal is set. And no further than one
          // renewal, or a connection that is being opened times out.
          await vi.advanceTimersByTimeAsync(5_000);
          expect((await lease()).expiresAt!.getTime()).toBeGreaterThan(before.getTime());
        },
        { timeout: 10_000 },
      );
      expect(ended).toBeUndefined();
      await other.rollbackTransaction();
      await other.release();
      expect(await swept).toMatchObject({ unusedClients: 1 });
      expect(await lease()).toMatchObject({ value: null, expiresAt: null });
      expect(await application.dataSource.getRepository(DcrClient).countBy({ clientId })).toBe(0);
    });
  },
  ['postgres', 'mariadb'],
);
