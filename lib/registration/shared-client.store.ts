import { Injectable } from '@nestjs/common';
import { Batcher, type Settled } from '../async/batcher.js';
import { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { AuditLog } from '../audit/audit.log.js';
import type { DcrClient } from '../clients/client.entity.js';
import { ClientRows } from '../clients/client.rows.js';
import { RECORD_EVERY_MS, type SharedClient, SharedClientRows } from '../clients/shared-client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { insertInto } from '../database/statements.js';
import { type Statement, step, type Steps } from '../database/transaction.js';
import { DcrServerError } from '../errors/index.js';
import { ClientCapacityService } from './client-capacity.service.js';
import { type NewClient, reissue } from './new-client.js';
import { RegistrationDecider } from './registration.decider.js';
import { RegistrationSwitch } from './registration.switch.js';
import { RulesChangedError } from './rules-changed.error.js';

const MAX_ATTEMPTS = 3;
const MAX_KNOWN_CLIENTS = 1_000;
/** The `description` of the audit event of a registration that was answered with an existing client. */
const SHARED = 'shared';

/** A client that is shared, as far as this process knows. Its use is recorded until then, on the monotonic clock. */
interface KnownClient {
  client: SharedClient;
  recordedUntil: number;
}

/** What becomes of a registration: a client, or the reason why there is none. */
type Fate = SharedClient | 'full' | 'paused' | 'outdated' | 'collided';

/**
 * Stores registrations whose instances share a client: the first one stores the client, and each one its audit event. The
 * unique column `sharedHash` decides which registration is the first, on every replica. Loaded on demand.
 *
 * @see docs/options.md#instances
 */
@Injectable()
export class SharedClientStore {
  private readonly rows: SharedClientRows;
  private readonly instances: Batcher<NewClient, void>;
  /** Saves the search for clients that register all the time. Each use is checked by the statement that relies on it. */
  private readonly known = new Map<string, KnownClient>();

  constructor(
    private readonly database: DcrDatabase,
    private readonly audit: AuditLog,
    private readonly capacity: ClientCapacityService,
    private readonly registrationSwitch: RegistrationSwitch,
    private readonly decider: RegistrationDecider,
    clients: ClientRows,
  ) {
    this.rows = new SharedClientRows(database, clients);
    const { blocksThread } = database.dialect;
    this.instances = new Batcher((batch) => this.saveTogether(batch), { blocksThread });
  }

  /**
   * Gives the client and the event the client id that this instance shares, and the client its time of issue.
   *
   * @param instance its client has a `sharedHash`
   * @throws RulesChangedError if the rules have changed since it was decided
   * @throws DcrError 403 while paused, 503 when the cap is reached or the database is unavailable, 500 for a refused row
   */
  async save(instance: NewClient): Promise<void> {
    await this.instances.add(instance);
    this.audit.publish(instance.event);
  }

  private async saveTogether(batch: NewClient[]): Promise<Settled<void>[]> {
    if (await this.joinKnown(batch)) return batch.map(() => ({ value: undefined }));
    const fates = batch.length > 1 ? await this.tryTogether(batch) : undefined;
    const outcomes: Settled<void>[] = [];
    for (const [index, instance] of batch.entries()) {
      const fate = fates?.[index] ?? 'collided';
      outcomes.push(fate === 'collided' ? await this.saveAlone(instance) : this.toOutcome(fate));
    }
    return outcomes;
  }

  /** Writes only the events, in one statement, if every client is known. @returns `false` if nothing was written */
  private async joinKnown(batch: NewClient[]): Promise<boolean> {
    const mayRun = () => this.registrationSwitch.isKnownOpen && this.decider.areKnownCurrent(batch);
    if (!this.database.dialect.chains || !mayRun()) return false;
    const clients: SharedClient[] = [];
    for (const { client, event } of batch) {
      const known = this.findKnown(client.sharedHash!);
      if (!known) return false;
      clients.push(known);
      join(event, known);
    }
    const clientIds = [...new Set(clients.map(({ clientId }) => clientId))];
    const statement = this.rows.insertWhileShared(clientIds, this.insertEvents(batch));
    if (!statement) return false;
    try {
      if ((await this.database.execute({ ...statement, mayRun })).affected > 0) {
        for (const [index, { client }] of batch.entries()) Object.assign(client, clients[index]);
        return true;
      }
    } catch (error) {
      if (!(error instanceof DcrServerError)) throw error;
    }
    for (const { client } of batch) this.known.delete(client.sharedHash!);
    return false;
  }

  private findKnown(hash: string): SharedClient | undefined {
    const known = this.known.get(hash);
    return known && performance.now() < known.recordedUntil ? known.client : undefined;
  }

  /** @returns `undefined` if the database refused a row: each registration then fails or succeeds by itself */
  private async tryTogether(batch: NewClient[]): Promise<Fate[] | undefined> {
    try {
      return await this.decide(batch);
    } catch (error) {
      if (error instanceof DcrServerError) return undefined;
      throw error;
    }
  }

  private async saveAlone(instance: NewClient): Promise<Settled<void>> {
    for (let attempt = 1; ; attempt++) {
      try {
        const [fate] = await this.decide([instance]);
        if (fate !== 'collided' || attempt === MAX_ATTEMPTS) return this.toOutcome(fate!);
      } catch (error) {
        if (error instanceof DcrServerError) return { error };
        throw error;
      }
      reissue(instance);
    }
  }

  /** Stores the missing clients and the events in one transaction, and gives each registration its client. */
  private async decide(batch: NewClient[]): Promise<Fate[]> {
    const newClients = new Map<string, DcrClient>();
    for (const { client } of batch) {
      if (!newClients.has(client.sharedHash!)) newClients.set(client.sharedHash!, client);
    }
    const hashes = [...newClients.keys()];
    const known = new Map(hashes.map((hash) => [hash, this.findKnown(hash)?.clientId]));
    const startedAt = performance.now();
    const fates = await this.database.write(() => this.decideSteps(batch, newClients, known));
    for (const [index, { client }] of batch.entries()) this.learn(client, fates[index]!, startedAt);
    return fates;
  }

  /**
   * @param newClients by their `sharedHash`
   * @param known the client ids that this process knows
   */
  private *decideSteps(
    batch: NewClient[],
    newClients: ReadonlyMap<string, DcrClient>,
    known: ReadonlyMap<string, string | undefined>,
  ): Steps<Fate[]> {
    const { capacity, registrationSwitch, decider, rows } = this;
    const hashes = [...newClients.keys()];
    const unknown = hashes.filter((hash) => known.get(hash) === undefined);
    // Before the shared lock: replicas that wanted to change what all of them have locked would deadlock.
    if (unknown.length > 0) yield* rows.recordSteps(unknown);
    const shared = yield* rows.findSteps(hashes);
    const replaced = hashes.filter((hash) => {
      const [before, now] = [known.get(hash), shared.get(hash)?.clientId];
      return before !== undefined && now !== undefined && before !== now;
    });
    if (replaced.length > 0) yield* rows.recordSteps(replaced);
    const findMissing = () => hashes.filter((hash) => !shared.has(hash));
    let room = Infinity;
    if (findMissing().length > 0 && capacity.isLimited) {
      room = yield* capacity.roomSteps();
      // Another replica may have stored them while this transaction waited for the cap's lock.
      addAll(shared, yield* rows.findSteps(findMissing()));
    }
    // Check these last: registration may be paused, or the rules changed, while this transaction waits for a lock.
    if (!registrationSwitch.isKnownOpen && (yield* registrationSwitch.isPausedSteps())) {
      return batch.map(() => 'paused');
    }
    const outdated = yield* decider.reviewSteps(batch);
    if (outdated.size > 0) {
      return batch.map((instance) => (outdated.has(instance) ? 'outdated' : 'collided'));
    }
    const missing = findMissing();
    const admitted = missing.slice(0, room);
    if (admitted.length > 0) {
      yield* rows.insertSteps(admitted.map((hash) => newClients.get(hash)!));
      addAll(shared, yield* rows.findSteps(admitted));
    }
    const full = new Set(missing.slice(room));
    const decided = batch.map(
      ({ client }) => shared.get(client.sharedHash!) ?? (full.has(client.sharedHash!) ? 'full' : 'collided'),
    );
    const joined = batch.filter(({ event, client }, index) => join(event, decided[index]!, client));
    if (joined.length > 0) yield* step(this.insertEvents(joined));
    return decided;
  }

  /** Gives the client of this registration the values that its instance shares, and remembers them. */
  private learn(client: DcrClient, fate: Fate, startedAt: number): void {
    const hash = client.sharedHash!;
    if (typeof fate === 'string') {
      this.known.delete(hash);
      return;
    }
    Object.assign(client, fate);
    if (this.findKnown(hash)?.clientId === fate.clientId) return;
    if (this.known.size >= MAX_KNOWN_CLIENTS) this.known.clear();
    this.known.set(hash, { client: fate, recordedUntil: startedAt + RECORD_EVERY_MS });
  }

  private insertEvents(instances: NewClient[]): Statement {
    return insertInto(
      this.database.dataSource,
      DcrAuditEvent,
      instances.map(({ event }) => event),
    );
  }

  /** Creates a separate error per registration, because the audit log records each error only once. */
  private toOutcome(fate: Fate): Settled<void> {
    if (fate === 'full') return { error: this.capacity.fullError() };
    if (fate === 'paused') return { error: this.registrationSwitch.pausedError() };
    if (fate === 'outdated') return { error: new RulesChangedError() };
    if (fate === 'collided') {
      return {
        error: new DcrServerError(new Error('The client of a shared registration disappeared.'), 'storage'),
      };
    }
    return { value: undefined };
  }
}

/** @returns whether the registration has a client */
function join(event: DcrAuditEvent, fate: Fate, own?: DcrClient): boolean {
  if (typeof fate === 'string') return false;
  event.clientId = fate.clientId;
  event.description = fate.clientId === own?.clientId ? null : SHARED;
  return true;
}

function addAll<Key, Value>(map: Map<Key, Value>, others: Map<Key, Value>): void {
  for (const [key, value] of others) map.set(key, value);
}
