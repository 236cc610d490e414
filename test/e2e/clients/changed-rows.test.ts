import { DcrAdminService, DcrClientService, DcrSession, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, DAY, HOUR, seedClient, seedClients } from '../admin/support/clients.js';

describeDatabases(
  'a connection that reports changed rows instead of matched rows',
  (database) => {
    let application: TestApplication;
    beforeAll(async () => {
      const typeorm = { extra: { flags: ['-FOUND_ROWS'] } };
      application = await startApplication({ database, typeorm, dcr: { cleanup: { batchSize: 1 } } });
    });
    afterAll(() => application?.close());

    test('opens many sessions of a client in the same millisecond', async () => {
      const sessions = application.nest.get(DcrSessionService);
      const { clientId } = await seedClient(application);
      for (let round = 0; round < 5; round++) {
        const opened = await Promise.all(
          Array.from({ length: 50 }, () => sessions.open({ clientId, subject: 'alice' })),
        );
        expect(new Set(opened.map(({ id }) => id)).size).toBe(50);
      }
      expect(await application.dataSource.getRepository(DcrSession).countBy({ clientId })).toBe(250);
    });

    test('finds a client that is used many times in the same millisecond', async () => {
      const clients = application.nest.get(DcrClientService);
      const { clientId } = await seedClient(application, { lastUsedAt: ago(HOUR) });
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => clients.authenticate({ clientId, grantType: 'authorization_code' })),
      );
      expect(answers).toHaveLength(50);
    });

    test('makes each change once, and returns the right counts', async () => {
      const admin = application.nest.get(DcrAdminService);
      const { clientId } = await seedClient(application);
      await application.nest.get(DcrSessionService).open({ clientId, subject: 'alice' });
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
        application,
        Array.from({ length: 50 }, () => ({ createdAt: ago(3 * DAY) })),
      );
      expect(await application.nest.get(DcrAdminService).cleanUp()).toMatchObject({ unusedClients: 50 });
    });
  },
  ['mariadb'],
);
