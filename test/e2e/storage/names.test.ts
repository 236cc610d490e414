import { DcrAdminService, DcrAuditEvent, DcrClient, DcrRule, DcrSessionService } from 'nestjs-dcr';
import { DataSource } from 'typeorm';
import { expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { migrateApart } from '../../support/databases/migrate-apart.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { ago, HOUR, seedClient } from '../admin/support/clients.js';

describeDatabases(
  'with an upper-case naming strategy and a table prefix',
  (database) => {
    test('the migrations create the tables of the entities, and everything works on them', async () => {
      const application = await startApplication({
        database,
        dcr: { enabled: true, maxRegistrationsPerWindow: 2 },
      });
      onTestFinished(() => application.close());
      const { dataSource } = application;
      const { tableName } = dataSource.getMetadata(DcrClient);
      expect(tableName).toBe('app_DCR_CLIENTS');
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);

      const register = () => postJson(`${application.url}/register`, goodRegistration);
      const answer = await register();
      expect(answer.status, answer.text).toBe(201);
      expect((await register()).status).toBe(201);
      expect((await register()).status).toBe(429);
      const clientId = answer.json()['client_id'] as string;
      await application.nest.get(DcrSessionService).open({ clientId, subject: 'alice' });

      const admin = application.nest.get(DcrAdminService);
      expect(await admin.disableClient(clientId)).toMatchObject({ revokedSessions: 1 });
      await admin.pauseRegistration();
      await admin.resumeRegistration();
      const terms = { kind: 'clientId', value: 'https://app.example/*', effect: 'deny' } as const;
      const { rule } = await admin.addRule(terms);
      expect((await admin.listRules({ search: 'APP' })).items).toEqual([rule]);
      expect(await admin.previewRule(terms)).toMatchObject({ matchingClients: 0 });
      expect(await admin.proposeRules(clientId)).toMatchObject([
        { matchingClients: 2 },
        { matchingClients: 2 },
      ]);
      await dataSource.getRepository(DcrRule).update({ id: rule.id }, { expiresAt: ago(HOUR) });
      const { clientId: stale } = await seedClient(application, { createdAt: ago(100 * HOUR) });
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1, rules: 1 });
      const events = dataSource.getRepository(DcrAuditEvent);
      expect(await events.findBy({ clientId: stale })).toMatchObject([
        { type: 'client.cleaned_up', reason: 'never used', count: 1, error: null },
      ]);
      expect((await admin.listClients()).counts).toMatchObject({ active: 1, disabled: 1 });
      while (dataSource.migrations.length > 0) {
        await dataSource.undoLastMigration();
        dataSource.migrations.pop();
      }
      const runner = dataSource.createQueryRunner();
      onTestFinished(() => runner.release());
      expect(await runner.hasTable(tableName)).toBe(false);
    });
  },
  ['better-sqlite3', 'postgres', 'mariadb'],
  'naming',
);

describeDatabases(
  'in a separate schema',
  (database) => {
    const schema = 'app';
    const inSchema = { schema, entityPrefix: 'my_', migrationsRun: false };

    test('everything works on tables that a data source without our entities has migrated', async () => {
      const { url } = database.options as { url: string };
      const creator = await new DataSource({ type: 'postgres', url }).initialize();
      await creator.query(`CREATE SCHEMA ${schema}`);
      await creator.destroy();
      await migrateApart(database, inSchema);

      const application = await startApplication({ database, typeorm: inSchema, dcr: { enabled: true } });
      onTestFinished(() => application.close());
      expect(application.dataSource.getMetadata(DcrClient).tablePath).toBe('app.my_dcr_clients');
      const { upQueries } = await application.dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);

      const answer = await postJson(`${application.url}/register`, goodRegistration);
      expect(answer.status, answer.text).toBe(201);
      const clientId = answer.json()['client_id'] as string;
      await application.nest.get(DcrSessionService).open({ clientId, subject: 'alice' });
      const admin = application.nest.get(DcrAdminService);
      expect(await admin.disableClient(clientId)).toMatchObject({ revokedSessions: 1 });
      await admin.pauseRegistration();
      await admin.resumeRegistration();
      await admin.addRule({ kind: 'redirectHost', value: 'client.example.com', effect: 'deny' });
      expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(403);
      await seedClient(application, { createdAt: ago(100 * HOUR) });
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1 });
      expect((await admin.listClients()).counts).toMatchObject({ disabled: 1 });
    });
  },
  ['postgres'],
);
