import { createDcrMigrations, DcrAdminService, DcrClient } from 'nestjs-dcr';
import { DefaultNamingStrategy, Entity } from 'typeorm';
import { expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { migrateApart } from '../../support/databases/migrate-apart.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

class PrefixedNaming extends DefaultNamingStrategy {
  override tableName(...given: Parameters<DefaultNamingStrategy['tableName']>): string {
    return `t_${super.tableName(...given)}`;
  }

  override columnName(...given: Parameters<DefaultNamingStrategy['columnName']>): string {
    return `c_${super.columnName(...given)}`;
  }
}

describeDatabases(
  'with a naming strategy and a custom client table',
  (database) => {
    @Entity('tenant_clients')
    class TenantClient extends DcrClient {}

    test('createDcrMigrations creates the tables of the entities without knowing the entities', async () => {
      const options = { namingStrategy: new PrefixedNaming(), migrationsRun: false };
      await migrateApart(database, {
        ...options,
        migrations: createDcrMigrations({ clientTable: 'tenant_clients' }),
      });
      const dcr = { enabled: true, clientEntity: TenantClient };
      const application = await startApplication({ database, typeorm: options, dcr });
      onTestFinished(() => application.close());
      expect(application.dataSource.getMetadata(TenantClient).tableName).toBe('t_tenant_clients');
      const { upQueries } = await application.dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
      const answer = await postJson(`${application.url}/register`, goodRegistration);
      expect(answer.status, answer.text).toBe(201);
      expect((await application.nest.get(DcrAdminService).listClients()).counts).toMatchObject({ active: 1 });
    });
  },
  ['better-sqlite3', 'postgres', 'mariadb'],
);
