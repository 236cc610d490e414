import { DataSource, type DataSourceOptions } from 'typeorm';
import type { TestDatabase } from '../support/databases.js';

/** A separate connection, to cause faults and to read the stored rows. */
export function connectTo({ kind, options }: TestDatabase): Promise<DataSource> {
  const { migrations: _, migrationsRun: __, autoLoadEntities: ___, ...rest } = options;
  // The only connection is never released, so that it can hold locks.
  const one = kind === 'postgres' ? { poolSize: 1, extra: { idleTimeoutMillis: 0 } } : { poolSize: 1 };
  return new DataSource({ ...rest, ...(kind !== 'better-sqlite3' && one) } as DataSourceOptions).initialize();
}

/** Selects the SQL of this server. */
export function onServer(dataSource: DataSource, sql: { postgres: string; mariadb: string }): string {
  return dataSource.options.type === 'postgres' ? sql.postgres : sql.mariadb;
}

/** Creates a trigger for each new row of a table; its body may use `NEW`. */
export async function beforeInsert(
  dataSource: DataSource,
  table: string,
  body: { postgres: string; mariadb: string },
): Promise<void> {
  const name = `before_${table}`;
  if (dataSource.options.type !== 'postgres') {
    await dataSource.query(
      `CREATE TRIGGER ${name} BEFORE INSERT ON ${table} FOR EACH ROW BEGIN ${body.mariadb} END`,
    );
    return;
  }
  await dataSource.query(
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body.postgres} RETURN NEW; END $$`,
  );
  await dataSource.query(
    `CREATE TRIGGER ${name} BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}()`,
  );
}

export async function dropBeforeInsert(dataSource: DataSource, table: string): Promise<void> {
  await dataSource.query(
    onServer(dataSource, {
      postgres: `DROP FUNCTION before_${table} CASCADE`,
      mariadb: `DROP TRIGGER before_${table}`,
    }),
  );
}
