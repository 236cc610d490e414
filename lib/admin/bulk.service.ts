import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DcrActor } from '../audit/actor.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import { openAt } from '../sessions/open-session.js';
import { DcrSession } from '../sessions/session.entity.js';
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
  /** Only count the clients that the filter matches, and the people who would be disconnected. */
  dryRun?: boolean | undefined;
  /**
   * Called with the numbers so far: soon after the method has returned its promise, and then after each client. An error that
   * it throws ends the operation.
   */
  onProgress?: ((soFar: Readonly<BulkResult>) => void) | undefined;
}

/**
 * The result of an operation on many clients.
 *
 * @see docs/operating.md#bulk-operations
 */
export interface BulkResult {
  /** Shared by the audit events of this operation. After a dry run, no event has it. */
  batchId: string;
  /** Clients that match the filter. */
  matched: number;
  /** Clients that were changed. The others were already in that state, or no longer matched. */
  changed: number;
  /** Sessions that have ended here and in your application. */
  revokedSessions: number;
  /** Clients for which the operation, or the revocation of a session, failed. Repeating the operation is safe. */
  failed: number;
  /** The number of people whose sessions ended; in a dry run, of those whose sessions would end. `0` for `enableClients`. */
  subjects: number;
}

export type BulkOperation = 'disable' | 'enable' | 'revoke' | 'delete';

/** Runs an operation on every client that matches a filter, each in its own transaction. */
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
    { dryRun, onProgress }: BulkOptions = {},
  ): Promise<BulkResult> {
    requireExplicit(given);
    // Copy it: the caller may change the object while pages are being read.
    const filter = Object.assign(new ClientFilter(), given);
    const batchId = timeOrderedId(this.database.now());
    const result: BulkResult = {
      batchId,
      matched: 0,
      changed: 0,
      revokedSessions: 0,
      failed: 0,
      subjects: 0,
    };
    if (dryRun) {
      result.matched = await this.database.read(this.listing.query(filter), (all) => all.getCount());
      if (operation !== 'enable') result.subjects = await this.countSubjects(filter);
      return result;
    }
    onProgress?.({ ...result });
    // One person may use several of the clients.
    const subjects = new Set<string>();
    for await (const client of this.inOrder(filter)) {
      result.matched++;
      // SQLite blocks this thread: let other work run between two clients.
      await nextTurn();
      const part = { batchId, expected: stateThatMatched(client, filter) };
      await this.lifecycle[operation](client.clientId, by, part).then(
        (done) => add(result, subjects, done),
        () => result.failed++,
      );
      result.subjects = subjects.size;
      onProgress?.({ ...result });
    }
    return result;
  }

  /** Counts the people with an open session of a matching client. */
  private async countSubjects(filter: ClientFilter): Promise<number> {
    const clients = this.listing.query(filter).select('client.clientId');
    const query = this.database.dataSource
      .createQueryBuilder(DcrSession, 'session')
      .select('COUNT(DISTINCT session.subject)', 'subjects')
      .where(openAt(this.database.now()))
      .andWhere(`session.clientId IN (${clients.getQuery()})`)
      .setParameters(clients.getParameters());
    const row = await this.database.read(query, (counted) =>
      counted.getRawOne<{ subjects: string | number }>(),
    );
    return Number(row?.subjects ?? 0);
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

function add(
  result: BulkResult,
  people: Set<string>,
  { changed, revocation, subjects = [] }: LifecycleResult,
): void {
  if (changed) result.changed++;
  if (revocation.failedSessions > 0) result.failed++;
  result.revokedSessions += revocation.revokedSessions;
  for (const subject of subjects) people.add(subject);
}
