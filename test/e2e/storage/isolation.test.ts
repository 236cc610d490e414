import { DcrAdminService, DcrClient, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import type { VariantName } from '../../support/databases/variants.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { seedClient } from '../admin/support/clients.js';

const levels: VariantName[] = ['repeatable-read', 'serializable'];
const MAX_CLIENTS = 10;

for (const level of levels) {
  describeDatabases(
    `with ${level} transactions by default`,
    (database) => {
      let applications: TestApplication[];
      beforeAll(async () => {
        const dcr = { enabled: true, maxRegistrationsPerWindow: 10_000, maxClients: MAX_CLIENTS };
        applications = [];
        for (let index = 0; index < 3; index++) applications.push(await startApplication({ database, dcr }));
      });
      afterAll(() => Promise.all(applications.map((application) => application.close())));

      test('the cap is exact across three applications', async () => {
        const registering = Array.from({ length: 60 }, (_, index) =>
          postJson(`${applications[index % 3]!.url}/register`, goodRegistration),
        );
        const statuses = (await Promise.all(registering)).map(({ status }) => status);
        expect(statuses.filter((status) => status === 201)).toHaveLength(MAX_CLIENTS);
        expect(statuses.filter((status) => status === 503)).toHaveLength(60 - MAX_CLIENTS);
        expect(await applications[0]!.dataSource.getRepository(DcrClient).countBy({ source: 'dcr' })).toBe(
          MAX_CLIENTS,
        );
      });

      test('concurrent attempts of one caller are all counted', async () => {
        const attempts = Array.from({ length: 90 }, (_, index) =>
          postJson(`${applications[index % 3]!.url}/register`, {}),
        );
        expect(new Set((await Promise.all(attempts)).map(({ status }) => status))).toEqual(new Set([400]));
      });

      test('sessions of one client can be opened at once, and disabling it ends all of them', async () => {
        const { clientId } = await seedClient(applications[0]!, { source: 'manual' });
        const open = (index: number) =>
          applications[index % 3]!.nest.get(DcrSessionService).open({ clientId, subject: 'alice' });
        await Promise.all(Array.from({ length: 90 }, (_, index) => open(index)));
        const admin = applications[0]!.nest.get(DcrAdminService);
        const opening = Promise.allSettled(Array.from({ length: 30 }, (_, index) => open(index)));
        const { client } = await admin.disableClient(clientId);
        expect(client.status).toBe('disabled');
        const refused = (await opening).filter(({ status }) => status === 'rejected');
        for (const { reason } of refused as PromiseRejectedResult[])
          expect(reason).toMatchObject({ error: 'invalid_client' });
        expect((await admin.getClient(clientId)).sessions.active).toBe(0);
      });
    },
    ['postgres'],
    level,
  );
}
