import { DataSource, type DataSourceOptions } from 'typeorm';
import type { TestDatabase } from '../support/databases.js';

/** One connection beside the host's, for arranging faults and for looking at what is stored. */
export function connectTo({ kind, options }: TestDatabase): Promise<DataSource> {
  const { migrations: _, migrationsRun: __, autoLoadEntities: ___, ...rest } = options;
  // The one connection is never given up, so that it can hold locks.
  const one = kind === 'postgres' ? { poolSize: 1, extra: { idleTimeoutMillis: 0 } } : { poolSize: 1 };
  return new DataSource({ ...rest, ...(kind !== 'better-sqlite3' && one) } as DataSourceOptions).initialize();
}

/** SQL for each server. */
export function onServer(dataSource: DataSource, sql: { postgres: string; mariadb: string }): string {
  return dataSource.options.type === 'postgres' ? sql.postgres : sql.mariadb;
}

/** A trigger for each new row of a table, whose body may look at `NEW`. */
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
