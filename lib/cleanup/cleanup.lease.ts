import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DcrDatabase } from '../database/dcr.database.js';
import { escapedColumn } from '../database/names.js';
import { SharedState } from '../state/shared.state.js';
import { DcrState } from '../state/state.entity.js';

/** A replica that crashes loses the lease after this time; a running one renews it. */
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = LEASE_MS / 3;

/**
 * Lets one replica at a time sweep. The lease expires by the database's clock, so neither a crash nor a wrong clock
 * can keep it for long.
 */
@Injectable()
export class CleanupLease {
  private readonly holder = randomUUID();

  constructor(
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
  ) {}

  /**
   * Takes or renews the lease.
   *
   * @param minInterval take it only if no replica has begun a sweep within this time, ms
   */
  take(minInterval = 0): Promise<boolean> {
    return this.takeIn(this.database, minInterval);
  }

  /** Renews the lease for the next batch, with the same statement timeout as the batch. */
  keep(): Promise<boolean> {
    return this.takeIn(this.database.forSweep);
  }

  private async takeIn(database: DcrDatabase, minInterval = 0): Promise<boolean> {
    const { dataSource, dialect } = database;
    const { now } = dialect;
    const column = (property: keyof DcrState) => escapedColumn(dataSource, DcrState, property);
    const take = dataSource
      .createQueryBuilder()
      .update(DcrState)
      .set({
        value: this.holder,
        expiresAt: () => `${now} + ${LEASE_MS}`,
        lastRunAt: minInterval > 0 ? () => now : undefined,
      })
      .where({ name: 'cleanup' })
      .andWhere(
        `(${column('value')} = :holder OR ${column('expiresAt')} IS NULL OR ${column('expiresAt')} <= ${now})`,
        { holder: this.holder },
      );
    if (minInterval > 0) {
      take.andWhere(`(${column('lastRunAt')} IS NULL OR ${column('lastRunAt')} <= ${now} - ${minInterval})`);
    }
    if ((await database.execute(take)).affected > 0) return true;
    if (minInterval === 0 && (await this.isHeld(database))) return true;
    // Another replica holds it, or the row is missing. Create the row for the next attempt.
    await database.write(() => this.state.ensureSteps());
    return false;
  }

  /** MySQL and MariaDB may count changed rows only, and a second renewal in the same millisecond changes nothing. */
  private isHeld(database: DcrDatabase): Promise<boolean> {
    const { dataSource, dialect } = database;
    const held = dataSource
      .createQueryBuilder(DcrState, 'state')
      .where({ name: 'cleanup', value: this.holder })
      .andWhere(`state.expiresAt > ${dialect.now}`);
    return database.read(held, async (query) => (await query.getCount()) > 0);
  }

  /** Renews the lease while the work runs, because a single statement may outlast the lease. */
  async keepDuring<T>(work: () => Promise<T>): Promise<T> {
    let renewing: Promise<unknown> = Promise.resolve();
    // Ignored here: if the lease is lost, taking it for the next batch fails.
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
