import type { DataSource } from 'typeorm';
import type { Dialect } from './dialect.js';

const REFRESH_AFTER_MS = 60_000;
/** The system time gets this far ahead of the monotonic clock only if the machine was suspended or the time set. */
const MAX_DRIFT_MS = 1_000;

/**
 * The database's time. Replicas whose clocks differ must agree on the age of a client, so every row is dated by the
 * one clock that they share. Between two reads, this process's monotonic clock counts on: setting the system time
 * does not move it. It stops while the machine is suspended, which shows as a drift from the system time.
 */
export class DatabaseClock {
  private base = Date.now();
  private readAt = performance.now();
  private systemTimeAtRead = Date.now();
  private refreshing?: Promise<void>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly dialect: Dialect,
  ) {}

  now(): Date {
    if (!this.dialect.hasOwnClock) return new Date();
    const elapsed = performance.now() - this.readAt;
    const drift = Date.now() - this.systemTimeAtRead - elapsed;
    const hasDrifted = drift > MAX_DRIFT_MS;
    // When the refresh fails, keep counting; the next call tries again.
    if (hasDrifted || elapsed > REFRESH_AFTER_MS) void this.refresh().catch(() => undefined);
    // Until the database has answered, date a row too late rather than have it swept at once.
    return new Date(Math.round(this.base + elapsed + (hasDrifted ? drift : 0)));
  }

  async refresh(): Promise<void> {
    if (!this.dialect.hasOwnClock) return;
    await (this.refreshing ??= this.read().finally(() => (this.refreshing = undefined)));
  }

  private async read(): Promise<void> {
    const asked = performance.now();
    const systemTime = Date.now();
    const [row] = await this.dataSource.query<[{ now: string | number }]>(
      `SELECT ${this.dialect.now} AS now`,
    );
    const answered = performance.now();
    this.base = Number(row.now);
    // The database read its clock about half way between our request and its answer.
    this.readAt = (asked + answered) / 2;
    this.systemTimeAtRead = systemTime + (answered - asked) / 2;
  }
}
