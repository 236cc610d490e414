import { Inject, Injectable } from '@nestjs/common';
import { DocumentRows } from '../cimd/document.rows.js';
import type { DcrActor } from '../audit/actor.js';
import { AuditLog } from '../audit/audit.log.js';
import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import type { ClientAge, CleanupOptions } from '../options/option-groups.js';
import { DCR_OPTIONS, DEFAULT_CLEANUP, ResolvedDcrOptions } from '../options/resolved-options.js';
import { RuleBookReader } from '../rules/rule-book.reader.js';
import { RuleStore } from '../rules/rule.store.js';
import { SharedState } from '../state/shared.state.js';
import { type ClientRange, type StaleTier, START } from './client-range.js';
import { DueClientsFinder } from './due-clients.finder.js';
import { OldRowsRemover } from './old-rows.remover.js';
import { StaleClientsFinder } from './stale-clients.finder.js';
import { StaleClientsRemover, type SweepActor } from './stale-clients.remover.js';

/**
 * The numbers of rows that a sweep removed, or would remove.
 *
 * @see docs/operating.md#clean-up-unused-clients
 */
export interface CleanupResult {
  /** Clients that were never used, including pending clients that were never approved. */
  unusedClients: number;
  /** Clients that have not been used for longer than `idleAfter`. */
  idleClients: number;
  /** Audit events older than the retention. */
  auditEvents: number;
  /** Windows of the limiter that have ended. */
  rateLimits: number;
  /** Sessions that ended before the retention, and need no further revocation. */
  sessions: number;
  /** Rules that have expired. */
  rules: number;
}

/** Removes stale rows in batches. The caller must hold the lease. Loaded on demand. */
@Injectable()
export class CleanupSweep {
  /** `undefined` with `cleanup: false`, which keeps all clients, even in a sweep on request. */
  private readonly ages?: Pick<Required<CleanupOptions>, 'unusedAfter' | 'idleAfter'>;
  private readonly batchSize: number;
  private readonly readsDocuments: boolean;

  private readonly clients: StaleClientsFinder;
  private readonly dueClients: DueClientsFinder;
  private readonly removal: StaleClientsRemover;
  private readonly oldRows: OldRowsRemover;
  private readonly documents: DocumentRows;
  private readonly rules: RuleStore;

  constructor(
    private readonly database: DcrDatabase,
    rows: ClientRows,
    audit: AuditLog,
    state: SharedState,
    books: RuleBookReader,
    @Inject(DCR_OPTIONS) options: ResolvedDcrOptions,
  ) {
    this.documents = new DocumentRows(database, rows);
    this.clients = new StaleClientsFinder(database, rows);
    this.dueClients = new DueClientsFinder(database, this.clients);
    this.removal = new StaleClientsRemover(database, this.clients, audit, rows);
    this.oldRows = new OldRowsRemover(database, options);
    this.rules = new RuleStore(database, state, audit, books);
    if (options.cleanup) this.ages = options.cleanup;
    this.readsDocuments = options.cimd.enabled;
    this.batchSize = (options.cleanup || DEFAULT_CLEANUP).batchSize;
  }

  /** @param between called before each batch; if it throws, the sweep ends */
  async run(between: () => Promise<void>, by: DcrActor = {}): Promise<CleanupResult> {
    const { ages } = this;
    const who = { ...by, batchId: timeOrderedId(this.database.now()) };
    const result = {
      unusedClients: ages ? await this.remove('unused', ages.unusedAfter, between, who) : 0,
      idleClients: ages ? await this.remove('idle', ages.idleAfter, between, who) : 0,
      ...(await this.oldRows.remove(this.batchSize, between)),
      rules: await this.removeExpiredRules(between),
    };
    // Reads the whole table, which has at most `cimd.maxClients` rows.
    if (this.readsDocuments) await this.documents.removeOrphans(this.batchSize, between);
    return result;
  }

  /** Counts what a sweep would remove now. */
  async preview(): Promise<CleanupResult> {
    const { ages } = this;
    return {
      unusedClients: ages ? await this.count('unused', ages.unusedAfter) : 0,
      idleClients: ages ? await this.count('idle', ages.idleAfter) : 0,
      ...(await this.oldRows.count()),
      rules: await this.rules.countExpired(),
    };
  }

  private async remove(
    tier: StaleTier,
    age: ClientAge,
    between: () => Promise<void>,
    by: SweepActor,
  ): Promise<number> {
    let removed = 0;
    if (typeof age === 'number') {
      for await (const range of this.ranges(tier, age)) {
        await between();
        removed += await this.removal.removeRange(tier, age, range, by);
      }
    } else {
      for await (const clients of this.dueClients.batches(tier, age, this.batchSize)) {
        await between();
        removed += await this.removal.removeFound(tier, age, clients, by);
      }
    }
    return removed;
  }

  private async removeExpiredRules(between: () => Promise<void>): Promise<number> {
    let removed = 0;
    for (let last = this.batchSize; last === this.batchSize; removed += last) {
      await between();
      last = await this.rules.removeExpired(this.batchSize);
    }
    return removed;
  }

  private count(tier: StaleTier, age: ClientAge): Promise<number> {
    return typeof age === 'number'
      ? this.clients.count(tier, age)
      : this.dueClients.count(tier, age, this.batchSize);
  }

  /** Visits all stale clients once, in batches. */
  private async *ranges(tier: StaleTier, age: number): AsyncGenerator<ClientRange> {
    let after = START;
    for (;;) {
      const end = await this.clients.findEnd(tier, age, this.batchSize, after);
      if (end) yield { after, upTo: end.upTo };
      if (!end || end.isLast) return;
      after = end.upTo;
    }
  }
}
