import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { DcrError } from '../errors/index.js';
import { DcrSlowDownError } from '../errors/index.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { execute } from '../database/transaction.js';
import { DcrAuditEvent } from './audit-event.entity.js';
import { AuditLog, type AuditOrigin } from './audit-log.js';

/** An answer waits this long for its audit row, ms; then the row is written behind it. */
const PATIENCE = 500;
/**
 * More rows than this, but for one of each error, are never on their way at once: a database that hangs must not fill
 * the memory.
 */
const MOST_AT_ONCE = 500;
/** How often the counts of running floods are written, ms. */
const FLUSH_EVERY = 5_000;
/** Floods that are told apart; what goes beyond is counted together. */
const MOST_FLOODS = 10_000;
const OTHERS = 'others';
const TOO_MANY = 'Refused at the same moment as many others, which are counted here.';

interface Flood {
  eventId: string;
  unwritten: number;
  endsAt: number;
}

/**
 * Audits refused registrations: each failure once, best effort. Callers who go on after their limit share one row
 * a window with a count; so do refusals that come faster than they can be written.
 */
@Injectable()
export class Rejections implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly recorded = new WeakSet<DcrError>();
  private readonly floods = new Map<string, Flood>();
  /** Whose windows have ended since the last flush. */
  private ended: Flood[] = [];
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

  /** Counts a refusal to the flood of a caller. @returns whether there is one; else it needs an event of its own */
  joinFlood(caller: string): boolean {
    const flood = this.floods.get(this.keyOf(caller));
    if (!flood || flood.endsAt <= Date.now()) return false;
    flood.unwritten++;
    return true;
  }

  async record(refusal: DcrError, origin: AuditOrigin, requested?: Record<string, unknown>): Promise<void> {
    if (this.recorded.has(refusal)) return;
    this.recorded.add(refusal);
    if (refusal instanceof DcrSlowDownError && this.joinFlood(refusal.caller)) return;
    const { error, description, rejectionCause: cause = null } = refusal;
    const isOneOfMany = this.underWay >= MOST_AT_ONCE;
    if (isOneOfMany && this.joinFlood(error)) return;
    const event = isOneOfMany
      ? this.audit.event('client.rejected', { outcome: 'rejected', error, cause, description: TOO_MANY })
      : this.audit.event(
          'client.rejected',
          { outcome: 'rejected', error, cause, description, ...(requested && { requested }) },
          origin,
        );
    if (isOneOfMany) this.beginFlood(error, FLUSH_EVERY, event);
    else if (refusal instanceof DcrSlowDownError) {
      this.beginFlood(refusal.caller, (refusal.retryAfter ?? 1) * 1_000, event);
    }
    this.underWay++;
    const written = this.audit.tryWrite(event).finally(() => this.underWay--);
    const abort = new AbortController();
    await Promise.race([
      written,
      delay(PATIENCE, undefined, { signal: abort.signal }).catch(() => undefined),
    ]);
    abort.abort();
  }

  /** @param lasts until the next one has a row of its own, ms */
  private beginFlood(caller: string, lasts: number, { id }: DcrAuditEvent): void {
    const key = this.keyOf(caller);
    const before = this.floods.get(key);
    if (before) this.ended.push(before);
    this.floods.set(key, { eventId: id, unwritten: 0, endsAt: Date.now() + lasts });
  }

  private keyOf(caller: string): string {
    return this.floods.size < MOST_FLOODS || this.floods.has(caller) ? caller : OTHERS;
  }

  /** One after the other, so that the last one at the end of the application waits for the one before. */
  private flush(): Promise<void> {
    return (this.flushing = this.flushing.then(() => this.flushOnce()));
  }

  private async flushOnce(): Promise<void> {
    const now = Date.now();
    const counts = [...this.ended, ...this.floods.values()]
      .filter(({ unwritten }) => unwritten > 0)
      .map((flood) => ({ ...flood }));
    this.ended = [];
    for (const [caller, flood] of this.floods) {
      flood.unwritten = 0;
      if (flood.endsAt <= now) this.floods.delete(caller);
    }
    if (counts.length === 0) return;
    const { dataSource } = this.database;
    await this.database
      .write(function* () {
        for (const { eventId, unwritten } of counts) {
          const more = dataSource
            .createQueryBuilder()
            .update(DcrAuditEvent)
            .set({ count: () => `${dataSource.driver.escape('count')} + ${unwritten}` })
            .where({ id: eventId });
          yield* execute(more);
        }
      })
      .catch(() => undefined); // Logged by the database; the counts are best effort.
  }
}
