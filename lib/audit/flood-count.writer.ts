import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DcrDatabase } from '../database/dcr.database.js';
import { escapedColumn } from '../database/names.js';
import { step } from '../database/transaction.js';
import { DcrAuditEvent } from './audit-event.entity.js';
import { RejectionFloods } from './rejection.floods.js';

/** How often the counts of running floods are written. */
export const FLUSH_INTERVAL_MS = 5_000;

/** Writes the counts of floods to their audit events: on a timer, and at shutdown. */
@Injectable()
export class FloodCountWriter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private flushing = Promise.resolve();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly floods: RejectionFloods,
    private readonly database: DcrDatabase,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), FLUSH_INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** One flush at a time, so that the last one, at shutdown, waits for the one before. */
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
      .catch(() => undefined); // Logged by DcrDatabase; the counts are best effort.
  }
}
