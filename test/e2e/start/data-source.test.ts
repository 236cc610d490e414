import { TypeOrmModule, getDataSourceToken } from '@nestjs/typeorm';
import { dcrEntities, DcrClient, DcrAuditEvent } from 'nestjs-dcr';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDatabase } from '../../support/databases.js';
import { startApplication, type TestApplication, type ApplicationSetup } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

async function start(setup: ApplicationSetup): Promise<TestApplication> {
  const application = await startApplication(setup);
  onTestFinished(() => application.close());
  return application;
}

@Entity('notes')
class Note {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar' })
  text!: string;
}

describe('a data source without our entities', () => {
  const typeorm = { autoLoadEntities: false, entities: [Note] };

  test('fails at startup with a message that says how to add them', async () => {
    const names = dcrEntities.map(({ name }) => name).join(', ');
    await expect(startApplication({ typeorm, dcr: { enabled: true } })).rejects.toThrow(
      new RegExp(`does not know the entities ${names}\\..*autoLoadEntities: true.*dcrEntities.*"entities"`),
    );
  });

  test('is told only the missing entities', async () => {
    const some = { ...typeorm, entities: dcrEntities.filter((entity) => entity !== DcrAuditEvent) };
    const starting = startApplication({ typeorm: some, dcr: { enabled: true } });
    await expect(starting).rejects.toThrow(/does not know the entities DcrAuditEvent\./);
  });

  test('is told the name of its own client entity', async () => {
    @Entity('own_clients')
    class OwnClient extends DcrClient {}
    const entities = [...dcrEntities];
    const starting = startApplication({
      typeorm: { autoLoadEntities: false, entities },
      dcr: { enabled: true, clientEntity: OwnClient },
    });
    await expect(starting).rejects.toThrow(
      /does not know the entities OwnClient.*OwnClient in place of DcrClient/,
    );
  });

  test('starts with dcrEntities', async () => {
    const { url } = await start({
      typeorm: { autoLoadEntities: false, entities: [Note, ...dcrEntities] },
      dcr: { enabled: true },
    });
    expect((await postJson(`${url}/register`, goodRegistration)).status).toBe(201);
  });
});

describe('the option dataSource', () => {
  test('names the data source that the module uses', async () => {
    const second = await createDatabase('memory');
    const main = { migrations: [], migrationsRun: false };
    const application = await start({
      typeorm: main,
      imports: [TypeOrmModule.forRoot({ ...second.options, name: 'registration' })],
      dcr: { enabled: true, dataSource: 'registration' },
    });
    expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(201);
    const registration = application.nest.get<DataSource>(getDataSourceToken('registration'), {
      strict: false,
    });
    expect(await registration.getRepository(DcrClient).count()).toBe(1);
    await expect(application.dataSource.query('SELECT * FROM dcr_clients')).rejects.toThrow(/no such table/);
  });

  test('may be next to a factory', async () => {
    const second = await createDatabase('memory');
    const application = await start({
      typeorm: { migrations: [], migrationsRun: false },
      imports: [TypeOrmModule.forRoot({ ...second.options, name: 'registration' })],
      dcr: { dataSource: 'registration', useFactory: () => ({ enabled: true }) },
    });
    expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(201);
  });

  test('that names no data source fails at startup', async () => {
    const starting = startApplication({ dcr: { enabled: true, dataSource: 'nowhere' } });
    await expect(starting).rejects.toThrow(/nowhereDataSource/);
  });
});

describe('a database of an unknown type', () => {
  test('fails at startup with the supported types', async () => {
    const { options } = await createDatabase('memory');
    const odd = TypeOrmModule.forRootAsync({
      name: 'odd',
      useFactory: () => options,
      dataSourceFactory: async (given) => {
        const dataSource = await new DataSource(given!).initialize();
        // No other driver is installed; only the name of its type matters here.
        return Object.assign(dataSource, { options: { ...dataSource.options, type: 'mssql' } });
      },
    });
    const starting = startApplication({ imports: [odd], dcr: { enabled: true, dataSource: 'odd' } });
    await expect(starting).rejects.toThrow(
      /databases of type "mssql".*postgres, mysql, mariadb, better-sqlite3, sqljs.*"dataSource" option/,
    );
  });
});
