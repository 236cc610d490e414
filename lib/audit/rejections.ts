import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { DcrError } from '../errors/index.js';
import { DcrSlowDownError } from '../errors/index.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { escapedColumn } from '../database/names.js';
import { step } from '../database/transaction.js';
import { DcrAuditEvent } from './audit-event.entity.js';
import { AuditLog, type AuditOrigin } from './audit-log.js';
import { Floods } from './floods.js';

/** An answer waits this long for its audit row, ms; then the row is written behind it. */
const PATIENCE = 500;
/**
 * More rows than this, but for one of each error, are never on their way at once: a database that hangs must not fill
 * the memory.
 */
const MOST_AT_ONCE = 500;
/** How often the counts of running floods are written, ms. */
const FLUSH_EVERY = 5_000;
const TOO_MANY = 'Refused at the same moment as many others, which are counted here.';

/** Refusals that share one row with a count. */
export interface SharedRow {
  key: string;
  /** How long refusals join the row, ms. */
  duration: number;
}

/**
 * Audits refused registrations: each failure once, best effort. Refusals of one caller that no limit bounds share one row
 * per window with a count; so do refusals that come faster than they can be written.
 */
@Injectable()
export class Rejections implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** When a batch of registrations fails as a whole, they share one error, and one event. */
  private readonly recorded = new WeakSet<DcrError>();
  private readonly floods = new Floods();
  private flushing = Promise.resolve();
  private underWay = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly audit: AuditLog,
    private readonly database: DcrDatabase,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_EVERY).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** @returns whether the refusal was counted in a flood's row; otherwise it needs an event of its own */
  joinFlood(key: string): boolean {
    return this.floods.join(key);
  }

  /** @param shared for a refusal that comes before the limiter has said yes */
  async record(
    refusal: DcrError,
    origin: AuditOrigin,
    requested?: Record<string, unknown>,
    shared: SharedRow | undefined = floodOf(refusal),
  ): Promise<void> {
    if (this.recorded.has(refusal)) return;
    this.recorded.add(refusal);
    if (shared && this.floods.join(shared.key)) return;
    const { error, description, rejectionCause: cause = null } = refusal;
    const isOneOfMany = this.underWay >= MOST_AT_ONCE;
    if (isOneOfMany && this.floods.join(error)) return;
    const event = isOneOfMany
      ? this.audit.event('client.rejected', { outcome: 'rejected', error, cause, description: TOO_MANY })
      : this.audit.event(
          'client.rejected',
          { outcome: 'rejected', error, cause, description, ...(requested && { requested }) },
          origin,
        );
    if (isOneOfMany) this.floods.begin(error, FLUSH_EVERY, event.id);
    else if (shared) this.floods.begin(shared.key, shared.duration, event.id);
    this.underWay++;
    const written = this.audit.tryWrite(event).finally(() => this.underWay--);
    const abort = new AbortController();
    await Promise.race([
      written,
      delay(PATIENCE, undefined, { signal: abort.signal }).catch(() => undefined),
    ]);
    abort.abort();
  }

  /** One after the other, so that the last one at the end of the application waits for the one before. */
  private flush(): Promise<void> {
    return (this.flushing = this.flushing.then(() => this.flushOnce()));
  }

  private async flushOnce(): Promise<void> {
    const counts = this.floods.takeCounts();
    if (counts.length === 0) return;
    const { dataSource } = this.database;
    const column = escapedColumn(dataSource, DcrAuditEvent, 'count');
    await this.database
      .write(function* () {
        for (const { eventId, more } of counts) {
          const count = dataSource
            .createQueryBuilder()
            .update(DcrAuditEvent)
            .set({ count: () => `${column} + ${more}` })
            .where({ id: eventId });
          yield* step(count);
        }
      })
      .catch(() => undefined); // Logged by the database; the counts are best effort.
  }
}

/** Callers who go on after their limit. */
function floodOf(refusal: DcrError): SharedRow | undefined {
  if (!(refusal instanceof DcrSlowDownError)) return undefined;
  return { key: refusal.caller, duration: (refusal.retryAfter ?? 1) * 1_000 };
}
