import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { DcrActor } from '../audit/actor.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { requireExplicit } from './client.conditions.js';
import type { ClientFilter } from './client-filter.js';
import { ClientLifecycleService, type LifecycleResult } from './client-lifecycle.service.js';
import { ClientListingService } from './client-listing.service.js';

/** Options of an operation on many clients. */
export interface BulkOptions {
  /** Only count what the filter matches. */
  dryRun?: boolean;
}

/** The result of an operation on many clients. */
export interface BulkResult {
  /** Clients that match the filter. */
  matched: number;
  /** Clients that were changed; the others were already in the wanted state. */
  changed: number;
  /** Sessions that have ended here and in your application. */
  revokedSessions: number;
  /** Clients for which the operation, or the revocation of a session, failed. Repeating the operation is safe. */
  failed: number;
}

export type BulkOperation = 'disable' | 'enable' | 'revoke' | 'delete';

/** Runs an operation on every client that matches a filter, each in its own transaction. */
@Injectable()
export class BulkService {
  constructor(
    private readonly database: DcrDatabase,
    private readonly listing: ClientListingService,
    private readonly lifecycle: ClientLifecycleService,
  ) {}

  async run(
    operation: BulkOperation,
    filter: ClientFilter,
    by: DcrActor,
    { dryRun }: BulkOptions,
  ): Promise<BulkResult> {
    requireExplicit(filter);
    const result: BulkResult = { matched: 0, changed: 0, revokedSessions: 0, failed: 0 };
    if (dryRun) {
      result.matched = await this.database.read(this.listing.query(filter), (all) => all.getCount());
      return result;
    }
    for await (const { clientId } of this.listing.each(filter)) {
      result.matched++;
      // SQLite blocks this thread: let other work run between two clients.
      await nextTurn();
      await this.lifecycle[operation](clientId, by).then(
        (done) => add(result, done),
        () => result.failed++,
      );
    }
    return result;
  }
}

function add(result: BulkResult, { changed, revocation }: LifecycleResult): void {
  if (changed) result.changed++;
  if (revocation.failedSessions > 0) result.failed++;
  result.revokedSessions += revocation.revokedSessions;
}
