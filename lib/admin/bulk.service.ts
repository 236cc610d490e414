import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { DcrActor } from '../audit/actor.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { requireExplicit } from './client.conditions.js';
import { ClientFilter } from './client-filter.js';
import {
  ClientLifecycleService,
  type ClientState,
  type LifecycleResult,
} from './client-lifecycle.service.js';
import { ClientListingService } from './client-listing.service.js';

/**
 * Options of an operation on many clients.
 *
 * @see docs/operating.md#bulk-operations
 */
export interface BulkOptions {
  /** Only count what the filter matches. */
  dryRun?: boolean | undefined;
}

/**
 * The result of an operation on many clients.
 *
 * @see docs/operating.md#bulk-operations
 */
export interface BulkResult {
  /** Clients that match the filter. */
  matched: number;
  /** Clients that were changed. The others were already in that state, or no longer matched. */
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
    given: ClientFilter,
    by: DcrActor = {},
    { dryRun }: BulkOptions = {},
  ): Promise<BulkResult> {
    requireExplicit(given);
    // Copy it: the caller may change the object while pages are being read.
    const filter = Object.assign(new ClientFilter(), given);
    const result: BulkResult = { matched: 0, changed: 0, revokedSessions: 0, failed: 0 };
    if (dryRun) {
      result.matched = await this.database.read(this.listing.query(filter), (all) => all.getCount());
      return result;
    }
    for await (const client of this.inOrder(filter)) {
      result.matched++;
      // SQLite blocks this thread: let other work run between two clients.
      await nextTurn();
      await this.apply(operation, client, by, filter).then(
        (done) => add(result, done),
        () => result.failed++,
      );
    }
    return result;
  }

  private apply(
    operation: BulkOperation,
    client: DcrClient,
    by: DcrActor,
    filter: ClientFilter,
  ): Promise<LifecycleResult> {
    const { clientId } = client;
    // Only the sessions end; the client itself does not change.
    if (operation === 'revoke') return this.lifecycle.revoke(clientId, by);
    return this.lifecycle[operation](clientId, by, stateThatMatched(client, filter));
  }

  /** Yields the client of `similarTo` last: each page finds the copies by comparing them with it. */
  private async *inOrder(filter: ClientFilter): AsyncGenerator<DcrClient> {
    let original: DcrClient | undefined;
    for await (const client of this.listing.each(filter)) {
      if (client.clientId === filter.similarTo) original = client;
      else yield client;
    }
    if (original) yield original;
  }
}

/** The parts of the client's state that the filter depends on, and that may change after the page is read. */
function stateThatMatched(
  { status, lastUsedAt }: DcrClient,
  { status: wanted, neverUsed, lastUsedBefore }: ClientFilter,
): ClientState {
  const state: ClientState = {};
  if (wanted !== undefined) state.status = status;
  if (neverUsed === true || lastUsedBefore !== undefined) state.lastUsedAt = lastUsedAt;
  return state;
}

function add(result: BulkResult, { changed, revocation }: LifecycleResult): void {
  if (changed) result.changed++;
  if (revocation.failedSessions > 0) result.failed++;
  result.revokedSessions += revocation.revokedSessions;
}
