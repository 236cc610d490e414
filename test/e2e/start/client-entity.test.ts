import {
  createDcrMigrations,
  DcrAuditEvent,
  DcrClient,
  DcrClientService,
  type DcrModuleOptions,
} from 'nestjs-dcr';
import { Column, Entity, TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

@Entity('oauth_clients')
class OAuthClient extends DcrClient {
  @Column({ type: 'varchar', length: 40, nullable: true })
  tenant!: string | null;
}

const noSuchTable = /no such table|does not exist|doesn't exist/;

/** A migration of the application, after ours. */
class AddTenant9000000000000 implements MigrationInterface {
  up(queryRunner: QueryRunner): Promise<void> {
    const column = new TableColumn({ name: 'tenant', type: 'varchar', length: '40', isNullable: true });
    return queryRunner.addColumn('oauth_clients', column);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return queryRunner.dropColumn('oauth_clients', 'tenant');
  }
}

describeDatabases("the application's client entity with its own table and column", (database) => {
  let application: TestApplication;
  beforeAll(async () => {
    const migrations = [...createDcrMigrations({ clientTable: 'oauth_clients' }), AddTenant9000000000000];
    const dcr: DcrModuleOptions & { clientEntity: typeof OAuthClient } = {
      enabled: true,
      clientEntity: OAuthClient,
    };
    application = await startApplication({ database, typeorm: { migrations }, dcr });
  });
  afterAll(() => application?.close());

  test('is the entity that is stored and found', async () => {
    const answer = await postJson(`${application.url}/register`, goodRegistration);
    expect(answer.status, answer.text).toBe(201);
    const clientId = answer.json()['client_id'] as string;
    const [row] = (await application.dataSource.query('SELECT * FROM oauth_clients')) as Record<
      string,
      unknown
    >[];
    expect(row).toMatchObject({ client_id: clientId, tenant: null });

    await application.dataSource.getRepository(OAuthClient).update({ clientId }, { tenant: 'acme' });
    const found = await application.nest.get(DcrClientService).findActive(clientId);
    expect(found).toBeInstanceOf(OAuthClient);
    expect(found).toMatchObject({ tenant: 'acme' });
    expect(await application.dataSource.getRepository(DcrAuditEvent).countBy({ clientId })).toBe(1);
  });

  test('leaves the schema in sync, without a table of the default name', async () => {
    const { upQueries } = await application.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    await expect(application.dataSource.query('SELECT * FROM dcr_clients')).rejects.toThrow(noSuchTable);
  });

  test('is removed when its migrations are reverted', async () => {
    for (const _ of application.dataSource.migrations) await application.dataSource.undoLastMigration();
    await expect(application.dataSource.query('SELECT * FROM oauth_clients')).rejects.toThrow(noSuchTable);
  });
});
