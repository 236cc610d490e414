import { DcrAdminService, DcrClient, DcrClientService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { ago, DAY, everyDatabase, seedClient, seedClients } from '../admin/support/clients.js';

describeDatabases(
  'during a large sweep',
  (database) => {
    let application: TestApplication;
    beforeAll(async () => {
      application = await startApplication({ database, dcr: { enabled: true, cleanup: { batchSize: 5 } } });
    });
    afterAll(() => application?.close());

    test('clients register and are authenticated between the batches', async () => {
      const inUse = await seedClient(application, { createdAt: ago(3 * DAY), lastUsedAt: ago(DAY) });
      await seedClients(
        application,
        Array.from({ length: 200 }, () => ({ createdAt: ago(3 * DAY) })),
      );
      let isDone = false;
      const swept = application.nest
        .get(DcrAdminService)
        .cleanUp()
        .finally(() => (isDone = true));
      const answer = await postJson(`${application.url}/register`, goodRegistration);
      const { clientId } = inUse;
      const client = await application.nest.get(DcrClientService).authenticate({ clientId });
      const wasDone = isDone;
      expect(answer.status).toBe(201);
      expect(client).toMatchObject({ clientId });
      expect(await swept).toMatchObject({ unusedClients: 200 });
      expect(wasDone).toBe(false);
      expect(await application.dataSource.getRepository(DcrClient).count()).toBe(2);
    });
  },
  everyDatabase,
);
