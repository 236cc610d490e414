import type { DataSource } from 'typeorm';
import { familyOf, NOW, type DatabaseFamily } from '../database/dialect.js';
import { escapedTable } from '../database/statements.js';
import type { Outcome, Statement } from '../database/transaction.js';
import { DcrRateLimit } from './rate-limit.entity.js';

export interface AttemptCount {
  hits: number;
  /** Until the window ends, ms. */
  remaining: number;
}

/**
 * Counts the attempts of some callers, by the database's clock: a window that has ended begins anew.
 *
 * @param callers by key: how many attempts, and the length of the window in ms
 * @returns by key, the count after all of them
 */
export function* countAttempts(
  dataSource: DataSource,
  callers: ReadonlyMap<string, { by: number; window: number }>,
): Generator<Statement, Map<string, AttemptCount>, Outcome> {
  const sql = statementsOf(dataSource, familyOf(dataSource));
  const counts = new Map<string, AttemptCount>();
  // In one order everywhere, so that two replicas that count the same callers cannot wait for each other.
  for (const [key, { by, window }] of [...callers].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const counted: Outcome = yield { sql: sql.count, parameters: sql.parameters(key, by, window) };
    const { rows } = sql.read ? yield { sql: sql.read, parameters: [key] } : counted;
    counts.set(key, { hits: Number(rows[0]?.['hits']), remaining: Number(rows[0]?.['remaining']) });
  }
  return counts;
}

interface RateLimitSql {
  count: string;
  read?: string;
  parameters(key: string, by: number, window: number): unknown[];
}

const cache = new WeakMap<DataSource, RateLimitSql>();

function statementsOf(dataSource: DataSource, family: DatabaseFamily): RateLimitSql {
  let sql = cache.get(dataSource);
  if (!sql) cache.set(dataSource, (sql = write(dataSource, family)));
  return sql;
}

function write(dataSource: DataSource, family: DatabaseFamily): RateLimitSql {
  const { driver } = dataSource;
  const table = escapedTable(dataSource, dataSource.getMetadata(DcrRateLimit));
  const [key, hits, expires] = ['key', 'hits', 'expires_at'].map((column) => driver.escape(column));
  const now = NOW[family];
  const insert = `INSERT INTO ${table} (${key}, ${hits}, ${expires})`;
  const [one, two, three] = family === 'postgres' ? ['$1', '$2::int', '$3::bigint'] : ['?', '?', '?'];
  const values = `VALUES (${one}, ${two}, ${now} + ${three})`;
  if (family === 'mysql') {
    // MySQL assigns from left to right: `hits` must look at the old end of the window.
    const update =
      `${hits} = IF(${expires} <= ${now}, ?, ${hits} + ?), ` +
      `${expires} = IF(${expires} <= ${now}, ${now} + ?, ${expires})`;
    return {
      count: `${insert} ${values} ON DUPLICATE KEY UPDATE ${update}`,
      read: `SELECT ${hits} AS hits, ${expires} - ${now} AS remaining FROM ${table} WHERE ${key} = ?`,
      parameters: positional,
    };
  }
  const hasEnded = `${table}.${expires} <= ${now}`;
  const update =
    `${hits} = CASE WHEN ${hasEnded} THEN ${two} ELSE ${table}.${hits} + ${two} END, ` +
    `${expires} = CASE WHEN ${hasEnded} THEN ${now} + ${three} ELSE ${table}.${expires} END`;
  return {
    count:
      `${insert} ${values} ON CONFLICT (${key}) DO UPDATE SET ${update} ` +
      `RETURNING ${hits} AS hits, ${expires} - ${now} AS remaining`,
    parameters: family === 'postgres' ? (...caller) => caller : positional,
  };
}

/** One value for each `?`, in the order of the statement. */
function positional(key: string, by: number, window: number): unknown[] {
  return [key, by, window, by, by, window];
}
