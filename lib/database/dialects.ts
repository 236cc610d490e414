import type { DataSource } from 'typeorm';
import type { Dialect } from './dialect.js';
import { MysqlDialect } from './mysql.dialect.js';
import { PostgresDialect } from './postgres.dialect.js';
import { SqliteDialect } from './sqlite.dialect.js';

/** Keyed by the `type` of the data source. */
const DIALECTS: Record<string, new (dataSource: DataSource) => Dialect> = {
  postgres: PostgresDialect,
  mysql: MysqlDialect,
  mariadb: MysqlDialect,
  'better-sqlite3': SqliteDialect,
  sqljs: SqliteDialect,
};

/** @throws Error for an unsupported type of data source, naming the supported ones */
export function dialectOf(dataSource: DataSource): Dialect {
  const { type } = dataSource.options;
  const Chosen = DIALECTS[type];
  if (!Chosen) {
    throw new Error(
      `nestjs-dcr does not support databases of type "${type}". Supported types: ${Object.keys(DIALECTS).join(', ')}. ` +
        'Name a data source of one of these types in the "dataSource" option of DcrModule.',
    );
  }
  return new Chosen(dataSource);
}
