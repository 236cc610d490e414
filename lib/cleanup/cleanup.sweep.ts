import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { DcrActor } from '../audit/actor.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr-database.js';
import type { ClientAge, CleanupOptions } from '../options/option-groups.js';
import { DCR_OPTIONS, DEFAULT_CLEANUP, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { OldRowsRemover } from './old-rows.remover.js';
import { StaleClientsFinder } from './stale-clients.finder.js';
import { StaleClientsRemover } from './stale-clients.remover.js';
import { BEGINNING, placeOf, type StaleTier, type Stretch } from './stretch.js';

/** What a sweep removed, or would remove: numbers of rows. */
export interface CleanupResult {
  /** Clients that were never used, and pending ones that nobody approved. */
  unusedClients: number;
  /** Clients whose last use is too long ago. */
  idleClients: number;
  auditEvents: number;
  rateLimits: number;
  /** Ended sessions whose revocation is done. */
  sessions: number;
}

/** Removes what is stale, batch by batch; whoever sweeps must hold the lease. */
@Injectable()
export class CleanupSweep {
  /** `undefined` with `cleanup: false`, which keeps every client, also from a sweep by hand. */
  private readonly ages?: Pick<Required<CleanupOptions>, 'unusedAfter' | 'idleAfter'>;
  private readonly batchSize: number;

  constructor(
    private readonly database: DcrDatabase,
    private readonly clients: StaleClientsFinder,
    private readonly removal: StaleClientsRemover,
    private readonly oldRows: OldRowsRemover,
    @Inject(DCR_OPTIONS) options: ResolvedDcrOptions,
  ) {
    if (options.cleanup) this.ages = options.cleanup;
    this.batchSize = (options.cleanup || DEFAULT_CLEANUP).batchSize;
  }

  /** @param between called before each batch; what it throws ends the sweep */
  async run(between: () => Promise<void>, by: DcrActor = {}): Promise<CleanupResult> {
    const { ages } = this;
    return {
      unusedClients: ages ? await this.remove('unused', ages.unusedAfter, between, by) : 0,
      idleClients: ages ? await this.remove('idle', ages.idleAfter, between, by) : 0,
      ...(await this.oldRows.remove(this.batchSize, between)),
    };
  }

  /** What a sweep at this moment would remove. */
  async preview(): Promise<CleanupResult> {
    const { ages } = this;
    return {
      unusedClients: ages ? await this.count('unused', ages.unusedAfter) : 0,
      idleClients: ages ? await this.count('idle', ages.idleAfter) : 0,
      ...(await this.oldRows.count()),
    };
  }

  private async remove(
    tier: StaleTier,
    age: ClientAge,
    between: () => Promise<void>,
    by: DcrActor,
  ): Promise<number> {
    let removed = 0;
    if (typeof age === 'number') {
      for await (const stretch of this.stretches(tier, age)) {
        await between();
        removed += await this.removal.removeStretch(tier, age, stretch, by);
      }
    } else {
      for await (const clients of this.due(tier, age)) {
        await between();
        removed += await this.removal.removeFound(tier, age, clients, by);
      }
    }
    return removed;
  }

  private async count(tier: StaleTier, age: ClientAge): Promise<number> {
    if (typeof age === 'number') return this.clients.count(tier, age);
    let count = 0;
    for await (const batch of this.due(tier, age)) {
      count += batch.length;
      await nextTurn();
    }
    return count;
  }

  /** Goes once through all of them, a batch after the other. */
  private async *stretches(tier: StaleTier, age: number): AsyncGenerator<Stretch> {
    let behind = BEGINNING;
    for (;;) {
      const end = await this.clients.findEnd(tier, age, this.batchSize, behind);
      if (end) yield { behind, upTo: end.upTo };
      if (!end || end.isLast) return;
      behind = end.upTo;
    }
  }

  /** Goes once through all candidates; those that are used meanwhile are none. */
  private async *due(tier: StaleTier, age: Exclude<ClientAge, number>): AsyncGenerator<DcrClient[]> {
    const begun = this.database.now().getTime();
    let behind = BEGINNING;
    do {
      const found = await this.clients.find(tier, age, this.batchSize, behind);
      const due = found.filter((client) => this.isDue(tier, client, age(client)));
      if (due.length > 0) yield due;
      if (found.length < this.batchSize) return;
      behind = placeOf(tier, found.at(-1)!);
    } while (behind.at <= begun);
  }

  private isDue(tier: StaleTier, client: DcrClient, age: number): boolean {
    // A function that returns nonsense removes nothing.
    if (typeof age !== 'number' || !(age >= 0)) return false;
    const since = Math.max(placeOf(tier, client).at, client.enabledAt?.getTime() ?? 0);
    return since <= this.database.now().getTime() - age;
  }
}
