import { DcrAdminService, DcrClientService, DcrSession, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startHost, type Host } from '../../support/host.js';
import { tableName } from '../../support/table-name.js';
import { ago, DAY, seedClient, seedSession } from '../admin/support/clients.js';
import { authorizationRequest } from './authorization.js';

describeDatabases(
  'a request that waits for the transaction that disables its client',
  (database) => {
    let host: Host;
    beforeAll(async () => {
      // A connection for each request that waits, and one to look at them.
      host = await startHost({ database, typeorm: { poolSize: 10 }, dcr: { enabled: true } });
    });
    afterAll(() => host?.close());

    test('is refused', async () => {
      const { dataSource } = host;
      const { clientId } = await seedClient(host, { createdAt: ago(DAY), lastUsedAt: ago(DAY) });
      const { id: sessionId } = await seedSession(host, clientId, { externalId: 'grant' });
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
      const disabled = host.app.get(DcrAdminService).disableClient(clientId);
      await vi.waitFor(async () => expect(await waiting()).toBe(1), 10_000);
      const requests = [
        host.app.get(DcrClientService).authenticate({ clientId }),
        host.app.get(DcrClientService).authorize(authorizationRequest(clientId)),
        host.app.get(DcrSessionService).requireActive(sessionId),
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
