import { DcrAdminService, DcrClient, DcrState } from 'nestjs-dcr';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startHost, type Host } from '../../support/host.js';
import { ago, DAY, seedClient } from '../admin/support/clients.js';

describeDatabases(
  'a batch of the cleanup that outlasts the lease',
  (database) => {
    let host: Host;
    beforeAll(async () => {
      host = await startHost({ database, dcr: {} });
    });
    afterAll(() => host?.close());
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    });
    afterEach(() => void vi.useRealTimers());

    const lease = () => host.dataSource.getRepository(DcrState).findOneByOrFail({ name: 'cleanup' });

    test('is waited for while the lease is renewed', async () => {
      const { id, clientId } = await seedClient(host, { createdAt: ago(3 * DAY) });
      const other = host.dataSource.createQueryRunner();
      await other.startTransaction();
      await other.manager.findOneOrFail(DcrClient, { where: { id }, lock: { mode: 'pessimistic_write' } });

      let ended: unknown;
      const swept = host.app
        .get(DcrAdminService)
        .cleanUp()
        .finally(() => (ended = true));
      swept.catch(() => undefined);
      await vi.waitFor(async () => expect((await lease()).value).not.toBeNull());
      const before = (await lease()).expiresAt!;
      await vi.advanceTimersByTimeAsync(20_000);
      await vi.waitFor(async () =>
        expect((await lease()).expiresAt!.getTime()).toBeGreaterThan(before.getTime()),
      );
      expect(ended).toBeUndefined();
      await other.rollbackTransaction();
      await other.release();
      expect(await swept).toMatchObject({ unusedClients: 1 });
      expect(await lease()).toMatchObject({ value: null, expiresAt: null });
      expect(await host.dataSource.getRepository(DcrClient).countBy({ clientId })).toBe(0);
    });
  },
  ['postgres', 'mariadb'],
);
