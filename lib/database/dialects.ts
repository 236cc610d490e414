import type { DataSource } from 'typeorm';
import type { Dialect } from './dialect.js';
import { MysqlDialect } from './mysql.dialect.js';
import { PostgresDialect } from './postgres.dialect.js';
import { SqliteDialect } from './sqlite.dialect.js';

/** By the `type` of a data source. */
const DIALECTS: Record<string, new (dataSource: DataSource) => Dialect> = {
  postgres: PostgresDialect,
  mysql: MysqlDialect,
  mariadb: MysqlDialect,
  'better-sqlite3': SqliteDialect,
  sqljs: SqliteDialect,
};

/** @throws Error naming the supported types, for a data source of another type. */
export function dialectOf(dataSource: DataSource): Dialect {
  const { type } = dataSource.options;
  const Chosen = DIALECTS[type];
  if (!Chosen) {
    throw new Error(
      `nestjs-dcr does not know databases of type "${type}". Supported are: ${Object.keys(DIALECTS).join(', ')}. ` +
        'Name a data source of one of these types in the "dataSource" option of DcrModule.',
    );
  }
  return new Chosen(dataSource);
}
