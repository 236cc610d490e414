import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DcrDatabase } from '../database/dcr-database.js';
import { escapedColumn } from '../database/names.js';
import { SharedState } from '../state/shared.state.js';
import { DcrState } from '../state/state.entity.js';

/** A holder that dies loses the lease after this time, ms; a living one renews it. */
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = LEASE_MS / 3;

/**
 * Lets one replica at a time sweep. The lease ends by the database's clock, so that neither a crash nor a wrong
 * clock can hold it for long.
 */
@Injectable()
export class CleanupLease {
  private readonly holder = randomUUID();

  constructor(
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
  ) {}

  /**
   * Takes the lease, or keeps it for a while longer.
   *
   * @param notWithin only if nobody has begun a sweep in the last so many ms
   */
  async take(notWithin = 0): Promise<boolean> {
    const { dataSource, dialect } = this.database;
    const { now } = dialect;
    const column = (property: keyof DcrState) => escapedColumn(dataSource, DcrState, property);
    const take = dataSource
      .createQueryBuilder()
      .update(DcrState)
      .set({
        value: this.holder,
        expiresAt: () => `${now} + ${LEASE_MS}`,
        ...(notWithin && { lastRunAt: () => now }),
      })
      .where({ name: 'cleanup' })
      .andWhere(
        `(${column('value')} = :holder OR ${column('expiresAt')} IS NULL OR ${column('expiresAt')} <= ${now})`,
        { holder: this.holder },
      );
    if (notWithin > 0) {
      take.andWhere(`(${column('lastRunAt')} IS NULL OR ${column('lastRunAt')} <= ${now} - ${notWithin})`);
    }
    if ((await this.database.execute(take)).affected > 0) return true;
    if (notWithin === 0 && (await this.isHeld())) return true;
    // Another replica has it, or there is no row; then the next try finds one.
    await this.database.write(() => this.state.ensureSteps());
    return false;
  }

  /** MySQL and MariaDB may count changed rows only, and renewing twice in a millisecond changes nothing. */
  private isHeld(): Promise<boolean> {
    const { dataSource, dialect } = this.database;
    const held = dataSource
      .createQueryBuilder(DcrState, 'state')
      .where({ name: 'cleanup', value: this.holder })
      .andWhere(`state.expiresAt > ${dialect.now}`);
    return this.database.read(held, async (query) => (await query.getCount()) > 0);
  }

  /** Renews the lease while some work goes on: a single statement may take longer than the lease lasts. */
  async keepDuring<T>(work: () => Promise<T>): Promise<T> {
    let renewing: Promise<unknown> = Promise.resolve();
    // A failure shows when the lease is taken for the next batch.
    const renewal = setInterval(() => {
      renewing = this.take().catch(() => undefined);
    }, RENEW_EVERY_MS).unref();
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await renewing;
      await this.release();
    }
  }

  private async release(): Promise<void> {
    const release = this.database.dataSource
      .createQueryBuilder()
      .update(DcrState)
      .set({ value: null, expiresAt: null })
      .where({ name: 'cleanup', value: this.holder });
    await this.database.execute(release);
  }
}
