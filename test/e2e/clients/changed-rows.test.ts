import { DcrAdminService, DcrClientService, DcrSession, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startHost, type Host } from '../../support/host.js';
import { ago, DAY, HOUR, seedClient, seedClients } from '../admin/support/clients.js';

describeDatabases(
  'a connection that reports changed rows instead of matched rows',
  (database) => {
    let host: Host;
    beforeAll(async () => {
      const typeorm = { extra: { flags: ['-FOUND_ROWS'] } };
      host = await startHost({ database, typeorm, dcr: { cleanup: { batchSize: 1 } } });
    });
    afterAll(() => host?.close());

    test('opens many sessions of a client in the same millisecond', async () => {
      const sessions = host.app.get(DcrSessionService);
      const { clientId } = await seedClient(host);
      for (let round = 0; round < 5; round++) {
        const opened = await Promise.all(
          Array.from({ length: 50 }, () => sessions.open({ clientId, subject: 'alice' })),
        );
        expect(new Set(opened.map(({ id }) => id)).size).toBe(50);
      }
      expect(await host.dataSource.getRepository(DcrSession).countBy({ clientId })).toBe(250);
    });

    test('finds a client that is used many times in the same millisecond', async () => {
      const clients = host.app.get(DcrClientService);
      const { clientId } = await seedClient(host, { lastUsedAt: ago(HOUR) });
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => clients.authenticate({ clientId, grantType: 'authorization_code' })),
      );
      expect(answers).toHaveLength(50);
    });

    test('makes each change once, and returns the right counts', async () => {
      const admin = host.app.get(DcrAdminService);
      const { clientId } = await seedClient(host);
      await host.app.get(DcrSessionService).open({ clientId, subject: 'alice' });
      expect(await admin.disableClient(clientId)).toMatchObject({ revokedSessions: 1 });
      expect(await admin.disableClient(clientId)).toMatchObject({ revokedSessions: 0 });
      expect(await admin.enableClient(clientId)).toMatchObject({ client: { status: 'active' } });
      await admin.pauseRegistration();
      await admin.pauseRegistration();
      await admin.resumeRegistration();
      const { items } = await admin.listAuditEvents();
      expect(items.map(({ type }) => type).filter((type) => type.startsWith('registration'))).toHaveLength(2);
    });

    test('completes a sweep of several batches', async () => {
      await seedClients(
        host,
        Array.from({ length: 50 }, () => ({ createdAt: ago(3 * DAY) })),
      );
      expect(await host.app.get(DcrAdminService).cleanUp()).toMatchObject({ unusedClients: 50 });
    });
  },
  ['mariadb'],
);
