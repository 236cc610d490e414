import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { step, type Steps } from '../database/transaction.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { SharedState } from '../state/shared.state.js';
import { DcrState } from '../state/state.entity.js';

/** Counts again after so many discoveries, in case something else than this module has inserted clients. */
const RECOUNT_EVERY = 100;

/**
 * Enforces the option `cimd.maxClients` exactly, even if several replicas discover clients concurrently.
 *
 * To count the clients for every discovery would take longer the more there are. Instead, the row of the lock keeps a number that
 * the clients never exceed: each discovery adds one to it, and nothing subtracts. Only when it reaches the cap, the clients are
 * counted, because some may have been removed.
 */
export class DocumentCapacityService {
  constructor(
    private readonly options: ResolvedDcrOptions,
    private readonly database: DcrDatabase,
    private readonly state: SharedState,
    private readonly clients: ClientRows,
  ) {}

  /**
   * Locks until the transaction ends: replicas discover in turn.
   *
   * @returns how many clients there are at most, as it is stored
   */
  lockSteps(): Steps<string | null> {
    return this.state.lockSteps('documents');
  }

  /** Asked before a document is fetched, which would be in vain. Locks nothing, so {@link takeSteps} decides. */
  async hasRoom(): Promise<boolean> {
    const { maxClients } = this.options.cimd;
    const { value = null } = (await this.database.findOne(DcrState, { name: 'documents' })) ?? {};
    if (value !== null && Number(value) < maxClients) return true;
    return (await this.clients.count({ source: 'cimd' })) < maxClients;
  }

  /** Takes the room for one more client. @returns `false` if there is none */
  *takeSteps(stored: string | null): Steps<boolean> {
    const { maxClients } = this.options.cimd;
    let atMost = stored === null ? maxClients : Number(stored);
    if (atMost >= maxClients || atMost % RECOUNT_EVERY === 0) atMost = yield* this.countSteps();
    if (atMost >= maxClients) return false;
    yield* this.state.setSteps('documents', String(atMost + 1));
    return true;
  }

  private *countSteps(): Steps<number> {
    const count = this.clients.query().select('COUNT(*)', 'used').where({ source: 'cimd' });
    return Number((yield* step(count)).rows[0]!['used']);
  }
}
