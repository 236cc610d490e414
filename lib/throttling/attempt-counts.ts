import type { DataSource } from 'typeorm';
import type { CounterTable } from '../database/counting.js';
import { escapedColumn, escapedTable } from '../database/names.js';
import { DcrRateLimit } from './rate-limit.entity.js';

/** One caller's row after the attempts were counted. */
export interface AttemptCount {
  key: string;
  hits: number;
  /** Until the window ends, ms. */
  remaining: number;
}

export function rateLimitTable(dataSource: DataSource): CounterTable {
  return {
    table: escapedTable(dataSource, dataSource.getMetadata(DcrRateLimit)),
    key: escapedColumn(dataSource, DcrRateLimit, 'key'),
    hits: escapedColumn(dataSource, DcrRateLimit, 'hits'),
    expires: escapedColumn(dataSource, DcrRateLimit, 'expiresAt'),
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
