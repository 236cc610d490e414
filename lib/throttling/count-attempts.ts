import type { DataSource } from 'typeorm';
import { familyOf, NOW, type DatabaseFamily } from '../database/dialect.js';
import type { Outcome, Statement } from '../database/transaction.js';
import { DcrRateLimit } from './rate-limit.entity.js';

export interface AttemptCount {
  hits: number;
  /** Until the window ends, ms. */
  remaining: number;
}

/**
 * Counts attempts of one caller in one statement, by the database's clock: a window that has ended begins anew.
 *
 * @param key the caller
 * @param by how many attempts
 * @param window its length, ms
 */
export function* countAttempt(
  dataSource: DataSource,
  key: string,
  by: number,
  window: number,
): Generator<Statement, AttemptCount, Outcome> {
  const family = familyOf(dataSource);
  const sql = statementsOf(dataSource, family);
  const counted: Outcome = yield { sql: sql.count, parameters: sql.parameters(key, by, window) };
  const { rows } = sql.read ? yield { sql: sql.read, parameters: [key] } : counted;
  return { hits: Number(rows[0]!['hits']), remaining: Number(rows[0]!['remaining']) };
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
  const { tablePath } = dataSource.getMetadata(DcrRateLimit);
  const table = tablePath
    .split('.')
    .map((part) => driver.escape(part))
    .join('.');
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
