import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr-database.js';
import type { ClientAge } from '../options/dcr-module-options.js';
import { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DCR_OPTIONS } from '../options/tokens.js';
import { OldRows } from './old-rows.js';
import { StaleClients, type StaleTier } from './stale-clients.js';

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
export class Sweep {
  private readonly rules: Exclude<ResolvedDcrOptions['cleanup'], false>;

  constructor(
    private readonly database: DcrDatabase,
    private readonly clients: StaleClients,
    private readonly oldRows: OldRows,
    private readonly audit: AuditLog,
    @Inject(DCR_OPTIONS) options: ResolvedDcrOptions,
  ) {
    // Called by hand it works by the default ages, also where the timer is turned off.
    this.rules =
      options.cleanup || (new ResolvedDcrOptions().cleanup as Exclude<ResolvedDcrOptions['cleanup'], false>);
  }

  /** @param between called before each batch; what it throws ends the sweep */
  async run(between: () => Promise<void>): Promise<CleanupResult> {
    const { unusedAfter, idleAfter, batchSize } = this.rules;
    return {
      unusedClients: await this.remove('unused', unusedAfter, between),
      idleClients: await this.remove('idle', idleAfter, between),
      ...(await this.oldRows.remove(batchSize, between)),
    };
  }

  /** What a sweep at this moment would remove. */
  async preview(): Promise<CleanupResult> {
    const { unusedAfter, idleAfter } = this.rules;
    return {
      unusedClients: await this.count('unused', unusedAfter),
      idleClients: await this.count('idle', idleAfter),
      ...(await this.oldRows.count()),
    };
  }

  private async remove(tier: StaleTier, age: ClientAge, between: () => Promise<void>): Promise<number> {
    let removed = 0;
    for await (const batch of this.batches(tier, age)) {
      await between();
      removed += await this.removeBatch(tier, batch, age);
    }
    return removed;
  }

  private async count(tier: StaleTier, age: ClientAge): Promise<number> {
    if (typeof age === 'number') return this.clients.count(tier, age);
    let count = 0;
    for await (const batch of this.batches(tier, age)) {
      count += batch.length;
      await nextTurn();
    }
    return count;
  }

  /** Goes once through all candidates, in the order of their age; those that are used meanwhile are none. */
  private async *batches(tier: StaleTier, age: ClientAge): AsyncGenerator<DcrClient[]> {
    const begun = this.database.now();
    let last: DcrClient | undefined;
    do {
      const found = await this.clients.find(tier, age, this.rules.batchSize, last);
      const due =
        typeof age === 'number' ? found : found.filter((client) => this.isDue(tier, client, age(client)));
      if (due.length > 0) yield due;
      last = found.at(-1);
    } while (last && sinceWhen(tier, last) <= begun);
  }

  private isDue(tier: StaleTier, client: DcrClient, age: number): boolean {
    // A function that returns nonsense removes nothing.
    if (typeof age !== 'number' || !(age >= 0)) return false;
    const since = Math.max(sinceWhen(tier, client).getTime(), client.enabledAt?.getTime() ?? 0);
    return since <= this.database.now().getTime() - age;
  }

  private async removeBatch(tier: StaleTier, batch: DcrClient[], age: ClientAge): Promise<number> {
    const { audit, clients } = this;
    const reason = tier === 'unused' ? 'never used' : 'idle';
    const events = await this.database.write(function* () {
      const gone = yield* clients.deleteStale(tier, age, batch);
      const removals = gone.map((clientId) => audit.event('client.cleaned_up', { clientId, reason }));
      if (removals.length > 0) yield* audit.write(...removals);
      return removals;
    });
    audit.publish(...events);
    return events.length;
  }
}

function sinceWhen(tier: StaleTier, client: DcrClient): Date {
  return tier === 'unused' ? client.createdAt : client.lastUsedAt!;
}
