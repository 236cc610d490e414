import { DcrAdminService, DcrClientService, DcrSession, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { tableName } from '../../support/table-name.js';
import { ago, DAY, seedClient, seedSession } from '../admin/support/clients.js';
import { authorizationRequest } from './authorization.js';

describeDatabases(
  'a request that waits for the transaction that disables its client',
  (database) => {
    let application: TestApplication;
    beforeAll(async () => {
      // A connection for each request that waits, and one to look at them.
      application = await startApplication({ database, typeorm: { poolSize: 10 }, dcr: { enabled: true } });
    });
    afterAll(() => application?.close());

    test('is refused', async () => {
      const { dataSource } = application;
      const { clientId } = await seedClient(application, { createdAt: ago(DAY), lastUsedAt: ago(DAY) });
      const { id: sessionId } = await seedSession(application, clientId, { externalId: 'grant' });
      const waiting = async () => {
        const [row] = (await dataSource.query(
          `SELECT count(*)::int AS count FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        )) as { count: number }[];
        return row!.count;
      };

      // A lock on the session holds the disable between its change of the client and its commit.
      const blocker = dataSource.createQueryRunner();
      await blocker.startTransaction();
      await blocker.query(`SELECT 1 FROM ${tableName(dataSource, DcrSession)} FOR UPDATE`);
      const disabled = application.nest.get(DcrAdminService).disableClient(clientId);
      await vi.waitFor(async () => expect(await waiting()).toBe(1), 10_000);
      const requests = [
        application.nest.get(DcrClientService).authenticate({ clientId }),
        application.nest.get(DcrClientService).authorize(authorizationRequest(clientId)),
        application.nest.get(DcrSessionService).requireActive(sessionId),
      ];
      const answers = Promise.allSettled(requests);
      await vi.waitFor(async () => expect(await waiting()).toBe(4), 10_000);
      await blocker.commitTransaction();
      await blocker.release();

      expect((await disabled).client.status).toBe('disabled');
      for (const answer of await answers) {
        expect(answer).toMatchObject({ status: 'rejected', reason: { error: 'invalid_client' } });
      }
    });
  },
  ['postgres'],
);
