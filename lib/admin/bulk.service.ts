import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { DcrActor } from '../audit/actor.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { requireExplicit } from './client.conditions.js';
import type { ClientFilter } from './client-filter.js';
import { ClientLifecycleService, type LifecycleResult } from './client-lifecycle.service.js';
import { ClientListingService } from './client-listing.service.js';

/** How an operation on many clients is done. */
export interface BulkOptions {
  /** Only count what the filter matches. */
  dryRun?: boolean;
}

/** What an operation on many clients did. */
export interface BulkResult {
  /** Clients that the filter found. */
  matched: number;
  /** Clients for which there was something to do. */
  changed: number;
  /** Sessions that are ended here and at the host. */
  revokedSessions: number;
  /** Clients for which it went wrong, wholly or in a session's revocation; each can be tried again. */
  failed: number;
}

export type BulkOperation = 'disable' | 'enable' | 'revoke' | 'delete';

/** Does the same to every client that a filter finds, each in a transaction of its own. */
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
      // SQLite works in this thread: others get a turn between two clients.
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
