import type { DataSource } from 'typeorm';
import { familyOf, NOW } from '../database/dialect.js';
import { escapedColumn, escapedTable } from '../database/names.js';
import type { Statement } from '../database/transaction.js';
import { DcrRateLimit } from './rate-limit.entity.js';

/** Attempts of one caller that are counted together. */
export interface CallerAttempts {
  key: string;
  by: number;
  /** Length of the caller's window, ms. */
  window: number;
}

/** One caller's row after the attempts were counted. */
export interface AttemptCount {
  key: string;
  hits: number;
  /** Until the window ends, ms. */
  remaining: number;
}

/**
 * Counts attempts by the database's clock: a window that has ended begins anew. On PostgreSQL and SQLite the statement
 * returns the counts; on MySQL they are read with {@link readCounts} in the same transaction.
 */
export function countAttempts(dataSource: DataSource, callers: CallerAttempts[]): Statement {
  const family = familyOf(dataSource);
  const now = NOW[family];
  const { table, key, hits, expires } = namesOf(dataSource);
  const { values, parameters } = family === 'postgres' ? fromJson(callers) : asTuples(dataSource, callers);
  const insert = `INSERT INTO ${table} (${key}, ${hits}, ${expires}) ${values}`;
  if (family === 'mysql') {
    // MySQL assigns from left to right: `hits` must look at the old end of the window.
    const update =
      `${hits} = IF(${expires} <= ${now}, VALUES(${hits}), ${hits} + VALUES(${hits})), ` +
      `${expires} = IF(${expires} <= ${now}, VALUES(${expires}), ${expires})`;
    return { sql: `${insert} ON DUPLICATE KEY UPDATE ${update}`, parameters };
  }
  const hasEnded = `${table}.${expires} <= ${now}`;
  const update =
    `${hits} = CASE WHEN ${hasEnded} THEN excluded.${hits} ELSE ${table}.${hits} + excluded.${hits} END, ` +
    `${expires} = CASE WHEN ${hasEnded} THEN excluded.${expires} ELSE ${table}.${expires} END`;
  // A crash of the database may forget the last attempts; they are not worth a wait for its disk.
  const withoutWaiting = family === 'postgres' ? `, set_config('synchronous_commit', 'off', true)` : '';
  const sql =
    `${insert} ON CONFLICT (${key}) DO UPDATE SET ${update} ` +
    `RETURNING ${key} AS caller, ${hits} AS hits, ${expires} - ${now} AS remaining${withoutWaiting}`;
  return { sql, parameters, isRepeated: family === 'postgres' };
}

/** The same text for any number of callers. */
function fromJson(callers: CallerAttempts[]) {
  const values =
    `SELECT caller, "by", ${NOW.postgres} + "window" ` +
    `FROM json_to_recordset($1) AS attempts(caller text, "by" integer, "window" bigint)`;
  const attempts = callers.map(({ key: caller, by, window }) => ({ caller, by, window }));
  return { values, parameters: [JSON.stringify(attempts)] };
}

function asTuples(dataSource: DataSource, callers: CallerAttempts[]) {
  const now = NOW[familyOf(dataSource)];
  const tuples = callers.map((_, row) => {
    const [one, two, three] = [0, 1, 2].map((column) =>
      dataSource.driver.createParameter('', row * 3 + column),
    );
    return `(${one}, ${two}, ${now} + ${three})`;
  });
  const parameters = callers.flatMap(({ key, by, window }) => [key, by, window]);
  return { values: `VALUES ${tuples.join(', ')}`, parameters };
}

export function readCounts(dataSource: DataSource, callers: CallerAttempts[]): Statement {
  const { table, key, hits, expires } = namesOf(dataSource);
  const remaining = `${expires} - ${NOW[familyOf(dataSource)]}`;
  const some = callers.map((_, index) => dataSource.driver.createParameter('', index)).join(', ');
  return {
    sql: `SELECT ${key} AS caller, ${hits} AS hits, ${remaining} AS remaining FROM ${table} WHERE ${key} IN (${some})`,
    parameters: callers.map((caller) => caller.key),
  };
}

export function toCounts(rows: Record<string, unknown>[]): Map<string, AttemptCount> {
  return new Map(
    rows.map(({ caller, hits, remaining }) => {
      const key = String(caller);
      return [key, { key, hits: Number(hits), remaining: Number(remaining) }];
    }),
  );
}

function namesOf(dataSource: DataSource) {
  const [key, hits, expires] = (['key', 'hits', 'expiresAt'] as const).map((property) =>
    escapedColumn(dataSource, DcrRateLimit, property),
  );
  return { table: escapedTable(dataSource, dataSource.getMetadata(DcrRateLimit)), key, hits, expires };
}
