import type { DataSource } from 'typeorm';
import { familyOf, NOW } from './dialect.js';

const REFRESH_AFTER_MS = 60_000;
/** The system time runs this far ahead of the monotonic clock only where the machine was suspended, or the time was set. */
const MAX_DRIFT_MS = 1_000;

/**
 * The database's time. Replicas whose clocks differ must agree on the age of a client, so what they write is dated
 * by the one clock that they share. Between two looks at it the process's monotonic clock counts on, which a
 * change of the system time does not move. It stands still while the machine is suspended; the system time tells us so.
 */
export class DatabaseClock {
  private base = Date.now();
  private readAt = performance.now();
  private systemTimeAtRead = Date.now();
  private refreshing?: Promise<void>;

  constructor(private readonly dataSource: DataSource) {}

  now(): Date {
    // SQLite's clock is this process's own.
    if (familyOf(this.dataSource) === 'sqlite') return new Date();
    const elapsed = performance.now() - this.readAt;
    const drift = Date.now() - this.systemTimeAtRead - elapsed;
    const hasDrifted = drift > MAX_DRIFT_MS;
    // A failure to refresh is no reason to stop counting; the next call tries again.
    if (hasDrifted || elapsed > REFRESH_AFTER_MS) void this.refresh().catch(() => undefined);
    // Until the database has answered, a row had better be dated too late than be swept at once.
    return new Date(Math.round(this.base + elapsed + (hasDrifted ? drift : 0)));
  }

  refresh(): Promise<void> {
    return (this.refreshing ??= this.read().finally(() => (this.refreshing = undefined)));
  }

  private async read(): Promise<void> {
    const asked = performance.now();
    const systemTime = Date.now();
    const family = familyOf(this.dataSource);
    const [row] = await this.dataSource.query<[{ now: string | number }]>(`SELECT ${NOW[family]} AS now`);
    const answered = performance.now();
    this.base = Number(row.now);
    // The answer was true about half way between the question and its arrival.
    this.readAt = (asked + answered) / 2;
    this.systemTimeAtRead = systemTime + (answered - asked) / 2;
  }
}
