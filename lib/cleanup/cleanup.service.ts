import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { DcrActor } from '../audit/actor.js';
import { inTime } from '../async/in-time.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { DcrTemporarilyUnavailableError } from '../errors/index.js';
import { CleanupLease } from './cleanup.lease.js';
import { type CleanupResult, CleanupSweep } from './cleanup.sweep.js';

/** How long a sweep by hand waits for another replica's to end, ms. */
const PATIENCE = 120_000;
const LOOK_EVERY = 250;
/**
 * How long a statement of a sweep may take, ms. Ending it early would free the lease while the DELETE goes on in the
 * database. Not for ever: a connection that has silently died must not hold the lease.
 */
const STATEMENT_TIMEOUT_MS = 600_000;
const STOP_TIMEOUT_MS = 5_000;

/** Sweeps, one replica at a time. */
@Injectable()
export class CleanupService {
  private stopping = false;
  /** The one that goes on in this process: to the lease all sweeps of a process are the same. */
  private sweeping?: Promise<CleanupResult | undefined> | undefined;

  constructor(
    private readonly database: DcrDatabase,
    private readonly lease: CleanupLease,
    private readonly sweep: CleanupSweep,
  ) {}

  /** What a sweep at this moment would remove; removes nothing and needs no lease. */
  preview(): Promise<CleanupResult> {
    return this.database.withTimeout(STATEMENT_TIMEOUT_MS, () => this.sweep.preview());
  }

  /**
   * Sweeps now. While another replica sweeps it waits, so that nothing stale is left when it returns.
   *
   * @throws DcrError 503 when the other one goes on for longer than two minutes, the application stops, or the database is away
   */
  async runNow(by: DcrActor = {}): Promise<CleanupResult> {
    const deadline = performance.now() + PATIENCE;
    while (!this.stopping) {
      const result = await this.runWith(() => this.lease.take(), by);
      if (result) return result;
      if (performance.now() > deadline) {
        throw new DcrTemporarilyUnavailableError('Another replica is cleaning up. Try again later.');
      }
      await delay(LOOK_EVERY);
    }
    throw new DcrTemporarilyUnavailableError('The application is stopping.');
  }

  /** Sweeps unless a replica has done so within `every` ms, or is at it. */
  async runIfDue(every: number): Promise<CleanupResult | undefined> {
    return this.runWith(() => this.lease.take(every));
  }

  /** Ends a sweep after its current batch, and waits for that, but not long: the lease expires by itself. */
  async stop(): Promise<void> {
    this.stopping = true;
    const sweeping = Promise.allSettled([this.sweeping]);
    await inTime(sweeping, STOP_TIMEOUT_MS).catch(() => undefined);
  }

  /** @returns nothing while another one sweeps, when it has taken over, or when the application stops */
  private async runWith(take: () => Promise<boolean>, by: DcrActor = {}): Promise<CleanupResult | undefined> {
    if (this.sweeping) return undefined;
    this.sweeping = this.takeAndSweep(take, by).finally(() => (this.sweeping = undefined));
    return this.sweeping;
  }

  private async takeAndSweep(take: () => Promise<boolean>, by: DcrActor): Promise<CleanupResult | undefined> {
    if (!(await take())) return undefined;
    try {
      const sweep = () => this.sweep.run(() => this.mayGoOn(), by);
      return await this.lease.keepDuring(() => this.database.withTimeout(STATEMENT_TIMEOUT_MS, sweep));
    } catch (error) {
      if (error instanceof SweepInterrupted) return undefined;
      throw error;
    }
  }

  private async mayGoOn(): Promise<void> {
    // SQLite works in this thread: without a turn for others, nobody would be answered until the sweep is over.
    await nextTurn();
    if (this.stopping || !(await this.lease.take())) throw new SweepInterrupted();
  }
}

class SweepInterrupted extends Error {}
