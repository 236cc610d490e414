import { DcrAdminService, DcrClient, dcrEntities } from 'nestjs-dcr';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { seedClient } from '../e2e/admin/support/clients.js';
import { describeDatabases } from '../support/databases.js';
import { startApplication } from '../support/application.js';

/** docs/storage.md recommends these settings, with longer times. */
const extra = { lock_timeout: 500, idle_in_transaction_session_timeout: 3_000 };

describeDatabases(
  'a replica that froze in a transaction, with the timeouts of docs/storage.md',
  (database) => {
    test('neither fills the pools of the others nor keeps its locks', async () => {
      const application = await startApplication({
        database,
        dcr: { enabled: true },
        typeorm: { poolSize: 2, extra },
      });
      onTestFinished(() => application.close());
      const admin = application.nest.get(DcrAdminService);
      const { clientId } = await seedClient(application);

      const frozen = await new DataSource({
        ...database.options,
        extra,
        entities: dcrEntities,
      } as DataSourceOptions).initialize();
      onTestFinished(() => frozen.destroy());
      const runner = frozen.createQueryRunner();
      const connection = (await runner.connect()) as NodeJS.EventEmitter;
      // The server ends this connection.
      connection.on('error', () => undefined);
      await runner.startTransaction();
      await runner.manager.findOne(DcrClient, { where: { clientId }, lock: { mode: 'pessimistic_write' } });

      const both = [admin.disableClient(clientId), admin.disableClient(clientId)];
      for (const disabled of both) await expect(disabled).rejects.toMatchObject({ status: 503 });
      // Both connections are free again, although the lock is still held.
      await Promise.all([application.dataSource.query('SELECT 1'), application.dataSource.query('SELECT 1')]);

      await vi.waitFor(() => admin.disableClient(clientId), { timeout: 10_000 });
    });
  },
  ['postgres'],
);
