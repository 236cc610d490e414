import type { DataSource } from 'typeorm';
import { familyOf, NOW } from './dialect.js';

const REFRESH_AFTER = 60_000;

/**
 * The database's time. Replicas whose clocks differ must agree on the age of a client, so what they write is dated
 * by the one clock that they share. Between two looks at it the process's monotonic clock counts on, which a
 * change of the system time does not move.
 */
export class DatabaseClock {
  private base = Date.now();
  private readAt = performance.now();
  private refreshing?: Promise<void>;

  constructor(private readonly dataSource: DataSource) {}

  now(): Date {
    // SQLite's clock is this process's own.
    if (familyOf(this.dataSource) === 'sqlite') return new Date();
    const elapsed = performance.now() - this.readAt;
    // A failure to refresh is no reason to stop counting; the next call tries again.
    if (elapsed > REFRESH_AFTER) void this.refresh().catch(() => undefined);
    return new Date(Math.round(this.base + elapsed));
  }

  refresh(): Promise<void> {
    return (this.refreshing ??= this.read().finally(() => (this.refreshing = undefined)));
  }

  private async read(): Promise<void> {
    const asked = performance.now();
    const family = familyOf(this.dataSource);
    const [row] = await this.dataSource.query<[{ now: string | number }]>(`SELECT ${NOW[family]} AS now`);
    const answered = performance.now();
    this.base = Number(row.now);
    // The answer was true about half way between the question and its arrival.
    this.readAt = (asked + answered) / 2;
  }
}
