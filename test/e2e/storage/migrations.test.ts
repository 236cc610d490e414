import { DcrAuditEvent, DcrSession, dcrEntities, dcrMigrations } from 'nestjs-dcr';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { postJson } from '../../support/http.js';
import { startApplication } from '../../support/application.js';
import { ago, HOUR, sessionRow } from '../admin/support/clients.js';

describeDatabases('the migrations', (database) => {
  let dataSource: DataSource;
  beforeAll(async () => {
    const { autoLoadEntities: _, ...options } = database.options;
    dataSource = new DataSource({
      ...options,
      entities: dcrEntities,
      migrationsRun: false,
    } as DataSourceOptions);
    await dataSource.initialize();
  });
  afterAll(() => dataSource?.destroy());

  const tables = async () => {
    // On MySQL, "all tables" means the tables of every database to TypeORM.
    if (database.kind === 'mariadb') {
      const own = 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
      return (await dataSource.query<{ name: string }[]>(own)).map(({ name }) => name);
    }
    const runner = dataSource.createQueryRunner();
    try {
      return (await runner.getTables()).map(({ name }) => name.replace(/^.*\./, ''));
    } finally {
      await runner.release();
    }
  };
  const ours = dcrEntities.map((entity) => () => dataSource.getMetadata(entity).tableName);
  const missing = async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  };

  test('create every table and leave the schema in sync', async () => {
    await dataSource.runMigrations();
    expect(await tables()).toEqual(expect.arrayContaining(ours.map((name) => name())));
    expect(await missing()).toEqual([]);
  });

  test('keep one session per externalId, however many had it before', async () => {
    for (const _ of dcrMigrations.slice(2)) await dataSource.undoLastMigration();
    const rows = dataSource.getRepository(DcrSession);
    // A later migration adds a column.
    let isCurrent = false;
    const old = ago(HOUR);
    const seed = async (
      id: number,
      clientId: string,
      externalId: string | null,
      changes: Partial<DcrSession> = {},
    ) => {
      const row = sessionRow(clientId, { id: `session ${id}`, externalId, ...changes });
      const columns = Object.keys(row).filter((name) => name !== 'lastUsedAt' || isCurrent);
      await rows.createQueryBuilder().insert().into(DcrSession, columns).values(row).execute();
    };
    await seed(1, 'one', 'grant');
    await seed(2, 'one', 'grant', { closedAt: old });
    await seed(3, 'one', 'grant', { revokedAt: old, revocationState: 'failed' });
    await seed(4, 'one', 'grant');
    await seed(5, 'two', 'grant');
    await seed(6, 'one', null);
    await seed(7, 'one', null);
    await dataSource.runMigrations();
    isCurrent = true;
    expect(await missing()).toEqual([]);
    const closedAt = expect.any(Date) as Date;
    const left = await rows.find({ order: { id: 'ASC' } });
    expect(left).toMatchObject([
      { externalId: null, closedAt },
      { externalId: null, closedAt: old },
      { externalId: null, closedAt: null, revokedAt: old, revocationState: 'done' },
      { externalId: 'grant', closedAt: null },
      { externalId: 'grant', closedAt: null, clientId: 'two' },
      { externalId: null, closedAt: null },
      { externalId: null, closedAt: null },
    ]);
    await expect(seed(8, 'one', 'grant')).rejects.toThrow(/unique|duplicate/i);
    await rows.clear();
  });

  test('run once', async () => {
    expect(await dataSource.runMigrations()).toEqual([]);
  });

  test('leave nothing when reverted, and can be run again', async () => {
    for (const _ of dcrMigrations) await dataSource.undoLastMigration();
    expect((await tables()).filter((name) => name.startsWith('dcr_'))).toEqual([]);
    await dataSource.runMigrations();
    expect(await missing()).toEqual([]);
  });
});

describeDatabases('the migrations of an application that has rows', (database) => {
  test('keep its audit', async () => {
    const { autoLoadEntities: _, ...options } = database.options;
    const [create, createMore, ...later] = dcrMigrations;
    const dataSource = new DataSource({
      ...options,
      entities: dcrEntities,
      migrations: [create!, createMore!],
    } as DataSourceOptions);
    await dataSource.initialize();
    onTestFinished(() => dataSource.destroy());
    const columns = ['id', 'type', 'error', 'count', 'created_at'].map((name) =>
      dataSource.driver.escape(name),
    );
    await dataSource.query(
      `INSERT INTO dcr_audit_events (${columns.join(', ')}) VALUES ('1', 'client.rejected', 'slow_down', 7, 1000)`,
    );
    for (const Later of later) dataSource.migrations.push(new Later());
    expect(await dataSource.runMigrations()).toHaveLength(later.length);
    const [event] = await dataSource.getRepository(DcrAuditEvent).find();
    expect(event).toMatchObject({
      error: 'slow_down',
      count: 7,
      cause: null,
      requestId: null,
      clientName: null,
      batchId: null,
    });
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries).toEqual([]);
  });
});

test('synchronize creates the same tables', async () => {
  const application = await startApplication({
    typeorm: { migrations: [], migrationsRun: false, synchronize: true },
    dcr: { enabled: true },
  });
  try {
    const answer = await postJson(`${application.url}/register`, { redirect_uris: ['http://localhost/'] });
    expect(answer.status, answer.text).toBe(201);
  } finally {
    await application.close();
  }
});
