import type { DataSource } from 'typeorm';

export type DatabaseFamily = 'postgres' | 'mysql' | 'sqlite';

const FAMILIES: Record<string, DatabaseFamily> = {
  postgres: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  'better-sqlite3': 'sqlite',
  sqljs: 'sqlite',
};

/** @throws Error naming the supported types, for a data source of another type. */
export function familyOf(dataSource: DataSource): DatabaseFamily {
  const family = FAMILIES[dataSource.options.type];
  if (!family) {
    const supported = Object.keys(FAMILIES).join(', ');
    throw new Error(
      `nestjs-dcr does not know databases of type "${dataSource.options.type}". Supported are: ${supported}. ` +
        'Name a data source of one of these types in the "dataSource" option of DcrModule.',
    );
  }
  return family;
}

/** The database's own time, in milliseconds since 1970. */
export const NOW: Record<DatabaseFamily, string> = {
  // Of the statement: it stays the same from row to row, and an index can be searched by it.
  postgres: '(extract(epoch from statement_timestamp()) * 1000)::bigint',
  // In UTC: a local time comes twice in the hour in which summer time ends.
  mysql: "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)",
  sqlite: "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)",
};
