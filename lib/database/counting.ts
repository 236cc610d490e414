import type { DataSource } from 'typeorm';
import type { Statement } from './transaction.js';

/** A table of counters, and its columns: escaped names. */
export interface CounterTable {
  table: string;
  key: string;
  hits: string;
  /** When the counter's window ends. */
  expires: string;
}

export interface Increment {
  key: string;
  by: number;
  /** Length of the window that begins when the counter is new or its window has ended, ms. */
  window: number;
}

/** Statements that count. The last of them returns `caller`, `hits` and `remaining` (ms until the window ends). */
export interface CountUp {
  count: Statement;
  /** Reads the counters in the same transaction, where `count` cannot return them. */
  read?: Statement;
}

/** `VALUES …`, a tuple for each increment. */
export function incrementTuples({ driver }: DataSource, now: string, increments: Increment[]) {
  const tuples = increments.map((_, row) => {
    const [key, by, window] = [0, 1, 2].map((column) => driver.createParameter('', row * 3 + column));
    return `(${key}, ${by}, ${now} + ${window})`;
  });
  const parameters = increments.flatMap(({ key, by, window }) => [key, by, window]);
  return { values: `VALUES ${tuples.join(', ')}`, parameters };
}

/**
 * One statement that counts and returns the counts.
 *
 * @param values the rows, as `VALUES …` or `SELECT …`
 */
export function upsertReturning({ table, key, hits, expires }: CounterTable, now: string, values: string) {
  const hasEnded = `${table}.${expires} <= ${now}`;
  return (
    `INSERT INTO ${table} (${key}, ${hits}, ${expires}) ${values} ON CONFLICT (${key}) DO UPDATE SET ` +
    `${hits} = CASE WHEN ${hasEnded} THEN excluded.${hits} ELSE ${table}.${hits} + excluded.${hits} END, ` +
    `${expires} = CASE WHEN ${hasEnded} THEN excluded.${expires} ELSE ${table}.${expires} END ` +
    `RETURNING ${key} AS caller, ${hits} AS hits, ${expires} - ${now} AS remaining`
  );
}
