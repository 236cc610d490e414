import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { DcrActor } from '../audit/actor.js';
import { inTime } from '../async/in-time.js';
import { OnDemandLoader } from '../async/on-demand.loader.js';
import { DcrTemporarilyUnavailableError } from '../errors/index.js';
import { CleanupLease } from './cleanup.lease.js';
import type { CleanupResult, CleanupSweep } from './cleanup.sweep.js';

/** How long a sweep on request waits for another replica's sweep to end. */
const MAX_LEASE_WAIT_MS = 120_000;
const LEASE_POLL_INTERVAL_MS = 250;
const STOP_TIMEOUT_MS = 5_000;

/** Runs sweeps, one replica at a time. */
@Injectable()
export class CleanupService {
  private readonly sweep: () => Promise<CleanupSweep>;
  private stopping = false;
  /** The sweep of this process, if one is running. The lease cannot tell two sweeps of one process apart. */
  private sweeping?: Promise<CleanupResult | undefined> | undefined;

  constructor(
    private readonly lease: CleanupLease,
    onDemand: OnDemandLoader,
  ) {
    this.sweep = onDemand.part(async () => (await import('./cleanup.sweep.js')).CleanupSweep);
  }

  /** Counts what a sweep would remove now. Removes nothing, and needs no lease. */
  async preview(): Promise<CleanupResult> {
    const sweep = await this.sweep();
    return sweep.preview();
  }

  /**
   * Sweeps now. Waits for another replica's sweep to end first, so that nothing stale is left afterwards.
   *
   * @throws DcrError 503 if the other sweep takes longer than two minutes, the application shuts down, or the
   *   database is unavailable
   */
  async runNow(by: DcrActor = {}): Promise<CleanupResult> {
    const deadline = performance.now() + MAX_LEASE_WAIT_MS;
    while (!this.stopping) {
      const result = await this.runWith(() => this.lease.take(), by);
      if (result) return result;
      if (performance.now() > deadline) {
        throw new DcrTemporarilyUnavailableError('Another replica is cleaning up. Try again later.');
      }
      await delay(LEASE_POLL_INTERVAL_MS);
    }
    throw new DcrTemporarilyUnavailableError('The application is shutting down.');
  }

  /** Sweeps, unless a replica is sweeping or has begun a sweep within the last `every` ms. */
  async runIfDue(every: number): Promise<CleanupResult | undefined> {
    return this.runWith(() => this.lease.take(every));
  }

  /** Ends a sweep after its current batch. Waits for that, but not for long: the lease expires by itself. */
  async stop(): Promise<void> {
    this.stopping = true;
    const sweeping = Promise.allSettled([this.sweeping]);
    await inTime(sweeping, STOP_TIMEOUT_MS).catch(() => undefined);
  }

  /** @returns `undefined` if another sweep is running or has taken the lease, or if the application shuts down */
  private async runWith(take: () => Promise<boolean>, by: DcrActor = {}): Promise<CleanupResult | undefined> {
    if (this.sweeping) return undefined;
    this.sweeping = this.takeAndSweep(take, by).finally(() => (this.sweeping = undefined));
    return this.sweeping;
  }

  private async takeAndSweep(take: () => Promise<boolean>, by: DcrActor): Promise<CleanupResult | undefined> {
    // Before the lease is taken: a process that cannot load it must not hold up the others.
    const sweep = await this.sweep();
    if (this.stopping || !(await take())) return undefined;
    try {
      return await this.lease.keepDuring(() => sweep.run(() => this.checkMayContinue(), by));
    } catch (error) {
      if (error instanceof SweepInterrupted) return undefined;
      throw error;
    }
  }

  private async checkMayContinue(): Promise<void> {
    // SQLite blocks this thread. Yield, so that the application answers requests between batches.
    await nextTurn();
    if (this.stopping || !(await this.lease.keep())) throw new SweepInterrupted();
  }
}

class SweepInterrupted extends Error {}
