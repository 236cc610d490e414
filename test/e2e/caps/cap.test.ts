import { type LoggerService } from '@nestjs/common';
import { DcrAdminService, DcrClient, DcrDecision, type DcrModuleOptions } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { ago, DAY, seedClients, sharedDatabases } from '../admin/support/clients.js';

const warnings: string[] = [];
const logger: LoggerService = {
  log: () => undefined,
  error: () => undefined,
  warn: (message: unknown) => warnings.push(String(message)),
};

describeDatabases(
  'maxClients',
  (database) => {
    const start = async (dcr: DcrModuleOptions) => {
      const application = await startApplication({
        database,
        dcr: { enabled: true, maxRegistrationsPerWindow: 10_000, ...dcr },
        nest: { logger },
      });
      onTestFinished(() => application.close());
      return application;
    };
    const startEmpty = async (dcr: DcrModuleOptions) => {
      warnings.length = 0;
      const application = await start(dcr);
      await application.dataSource.createQueryBuilder().delete().from(DcrClient).execute();
      return { application, admin: application.nest.get(DcrAdminService) };
    };
    const register = (application: TestApplication) =>
      postJson(`${application.url}/register`, goodRegistration);
    const statusesOf = async (application: TestApplication, count: number) => {
      const answers = await Promise.all(Array.from({ length: count }, () => register(application)));
      return answers.map(({ status }) => status);
    };

    test('is exact while two replicas register a hundred clients at once', async () => {
      const { application, admin } = await startEmpty({ maxClients: 37 });
      const other = await start({ maxClients: 37 });
      const statuses = (await Promise.all([statusesOf(application, 50), statusesOf(other, 50)])).flat();
      expect(statuses.filter((status) => status === 201)).toHaveLength(37);
      expect(statuses.filter((status) => status === 503)).toHaveLength(63);
      expect(await application.dataSource.getRepository(DcrClient).count()).toBe(37);
      expect(await admin.statistics()).toMatchObject({ cap: { max: 37, used: 37, nearlyFull: true } });
    });

    test('does not stop an administrator from enabling clients, but warns', async () => {
      const { application, admin } = await startEmpty({ maxClients: 2 });
      const seeded = await seedClients(application, [
        { status: 'disabled' },
        { status: 'disabled' },
        { status: 'disabled' },
        { status: 'pending' },
      ]);
      const exceeded = () =>
        warnings.filter((warning) => warning.startsWith('Enabling clients has exceeded'));
      await admin.enableClient(seeded[3]!.clientId);
      await admin.enableClient(seeded[0]!.clientId);
      expect(exceeded()).toEqual([]);
      await admin.enableClients({ status: 'disabled' });
      expect(exceeded()).toEqual([expect.stringMatching(/"maxClients": 4 clients .* maximum is 2\./)]);
      expect(await admin.statistics()).toMatchObject({ cap: { max: 2, used: 4, nearlyFull: true } });
      expectError(await register(application), 503, 'temporarily_unavailable');
    });

    test('refuses with 503 and Retry-After without evicting clients, and accepts again when there is room', async () => {
      const { application, admin } = await startEmpty({ maxClients: 2 });
      await seedClients(application, [
        { createdAt: ago(400 * DAY) },
        { createdAt: ago(400 * DAY), lastUsedAt: null },
      ]);
      const answer = await register(application);
      expectError(answer, 503, 'temporarily_unavailable');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(await application.dataSource.getRepository(DcrClient).count()).toBe(2);
      await admin.cleanUp();
      expect((await register(application)).status).toBe(201);
    });

    test('counts active and pending self-registered clients, and no others', async () => {
      const { application, admin } = await startEmpty({ maxClients: 4 });
      const clients = await seedClients(application, [
        { status: 'active' },
        { status: 'pending' },
        { status: 'disabled' },
        { status: 'disabled' },
        { source: 'manual' },
        { source: 'manual' },
      ]);
      expect(await admin.statistics()).toMatchObject({ cap: { max: 4, used: 2, nearlyFull: false } });
      expect(await statusesOf(application, 3)).toHaveLength(3);
      expect(await admin.statistics()).toMatchObject({ cap: { used: 4 } });
      expect((await register(application)).status).toBe(503);
      // Administrators may exceed the cap; their changes still count.
      await admin.enableClient(clients[2]!.clientId);
      expect(await admin.statistics()).toMatchObject({ cap: { used: 5, nearlyFull: true } });
      await admin.disableClient(clients[0]!.clientId);
      await admin.deleteClient(clients[1]!.clientId);
      expect((await register(application)).status).toBe(201);
    });

    test('also applies to registrations that wait for approval', async () => {
      const policy = () => DcrDecision.allowPending('new here');
      const { application } = await startEmpty({ maxClients: 3, policy });
      const statuses = await statusesOf(application, 10);
      expect(statuses.filter((status) => status === 201)).toHaveLength(3);
    });

    test('is announced by the log and the statistics from 90% on', async () => {
      const { application, admin } = await startEmpty({ maxClients: 10 });
      await seedClients(
        application,
        Array.from({ length: 7 }, () => ({})),
      );
      const capWarnings = () => warnings.filter((warning) => warning.includes('maxClients'));
      expect((await register(application)).status).toBe(201);
      expect(await admin.statistics()).toMatchObject({ cap: { used: 8, nearlyFull: false } });
      expect(capWarnings()).toEqual([]);
      expect((await register(application)).status).toBe(201);
      expect(await admin.statistics()).toMatchObject({ cap: { used: 9, nearlyFull: true } });
      expect(capWarnings()).toHaveLength(1);
      expect(capWarnings()[0]).toMatch(/^9 of at most 10 clients/);
      // Once per hour, not once per request.
      await statusesOf(application, 5);
      expect(capWarnings()).toHaveLength(1);
    });
  },
  sharedDatabases,
);
