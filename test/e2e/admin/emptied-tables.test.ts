import { dcrEntities, DcrAdminService, DcrClient } from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { ago, DAY, seedClient } from './support/clients.js';

describeDatabases(
  'when all tables are emptied while the application runs, as tests do',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeAll(async () => {
      const dcr = { enabled: true, maxClients: 5, maxRegistrationsPerWindow: 1_000 };
      application = await startApplication({ database, dcr });
      admin = application.nest.get(DcrAdminService);
    });
    beforeEach(async () => {
      for (const entity of dcrEntities) {
        await application.dataSource.createQueryBuilder().delete().from(entity).execute();
      }
    });
    afterAll(() => application?.close());
    const register = () => postJson(`${application.url}/register`, goodRegistration);

    test('registration can still be paused and resumed', async () => {
      await admin.pauseRegistration();
      expect((await register()).status).toBe(403);
      await admin.resumeRegistration();
      expect((await register()).status).toBe(201);
    });

    test('clients are still cleaned up', async () => {
      await seedClient(application, { createdAt: ago(3 * DAY) });
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1 });
    });

    test('the cap still holds', async () => {
      await Promise.all(Array.from({ length: 20 }, register));
      expect(await application.dataSource.getRepository(DcrClient).count()).toBe(5);
    });
  },
  ['better-sqlite3', 'postgres', 'mariadb'],
);
