import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { DcrError } from '../errors/index.js';
import { SlowDownError } from '../errors/index.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { execute } from '../database/transaction.js';
import { DcrAuditEvent } from './audit-event.entity.js';
import { AuditLog, type AuditOrigin } from './audit-log.js';

/** An answer waits this long for its audit row, ms; then the row is written behind it. */
const PATIENCE = 500;
/** More rows than this are never on their way at once: a database that hangs must not fill the memory. */
const MOST_AT_ONCE = 500;
/** How often the counts of running floods are written, ms. */
const FLUSH_EVERY = 5_000;
const MOST_FLOODS = 10_000;

interface Flood {
  eventId: string;
  unwritten: number;
  endsAt: number;
}

/**
 * Audits refused registrations: each failure once, best effort. Callers who go on after their limit share one row
 * a window with a count.
 */
@Injectable()
export class Rejections implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly recorded = new WeakSet<DcrError>();
  private readonly floods = new Map<string, Flood>();
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

  async record(refusal: DcrError, origin: AuditOrigin, requested?: Record<string, unknown>): Promise<void> {
    if (this.recorded.has(refusal)) return;
    this.recorded.add(refusal);
    if (refusal instanceof SlowDownError && this.joinsFlood(refusal)) return;
    if (this.underWay >= MOST_AT_ONCE) return;
    const event = this.audit.event(
      'client.rejected',
      {
        outcome: 'rejected',
        error: refusal.error,
        description: refusal.description,
        ...(requested && { requested }),
      },
      origin,
    );
    if (refusal instanceof SlowDownError) this.beginFlood(refusal, event);
    this.underWay++;
    const written = this.audit.tryWrite(event).finally(() => this.underWay--);
    const abort = new AbortController();
    await Promise.race([
      written,
      delay(PATIENCE, undefined, { signal: abort.signal }).catch(() => undefined),
    ]);
    abort.abort();
  }

  private joinsFlood({ caller }: SlowDownError): boolean {
    const flood = this.floods.get(caller);
    if (!flood || flood.endsAt <= Date.now()) return false;
    flood.unwritten++;
    return true;
  }

  private beginFlood({ caller, retryAfter }: SlowDownError, { id }: DcrAuditEvent): void {
    if (this.floods.size >= MOST_FLOODS) return;
    this.floods.set(caller, { eventId: id, unwritten: 0, endsAt: Date.now() + (retryAfter ?? 1) * 1_000 });
  }

  private async flush(): Promise<void> {
    const now = Date.now();
    const counts: Flood[] = [];
    for (const [caller, flood] of this.floods) {
      if (flood.unwritten > 0) counts.push({ ...flood });
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
