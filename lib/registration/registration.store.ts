import { Injectable } from '@nestjs/common';
import { Batcher, type Settled } from '../async/batcher.js';
import { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { AuditLog } from '../audit/audit.log.js';
import { ClientCapacityService } from './client-capacity.service.js';
import { ClientRows } from '../clients/client.rows.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { insertInto } from '../database/statements.js';
import { type Statement, step, type Steps } from '../database/transaction.js';
import { DcrInvalidClientMetadataError, DcrServerError } from '../errors/index.js';
import { type NewClient, reissue, type Rows } from './new-client.js';
import { RegistrationDecider } from './registration.decider.js';
import { RegistrationSwitch } from './registration.switch.js';

const MAX_ATTEMPTS = 3;

interface Stored {
  stored: Set<NewClient>;
  denials: Map<NewClient, Error>;
}

/**
 * Stores new clients. Registrations that arrive together share a transaction and its commit (bench/README.md). Each
 * registration is answered only after its client is durable.
 */
@Injectable()
export class RegistrationStore {
  private readonly newClients: Batcher<NewClient, void>;

  constructor(
    private readonly database: DcrDatabase,
    private readonly audit: AuditLog,
    private readonly capacity: ClientCapacityService,
    private readonly registrationSwitch: RegistrationSwitch,
    private readonly decider: RegistrationDecider,
    private readonly rows: ClientRows,
  ) {
    const { blocksThread } = database.dialect;
    this.newClients = new Batcher((batch) => this.saveTogether(batch), { blocksThread });
  }

  /** @throws DcrError 403 while paused or if a rule denies it by now, 503 when the cap is reached or the database is unavailable, 500 for a refused row */
  async save(newClient: NewClient): Promise<void> {
    await this.newClients.add(newClient);
    this.audit.publish(newClient.event);
  }

  /** Stores a client that the application registers; the pause switch and the cap don't apply. */
  async savePreregistered(client: DcrClient, event: DcrAuditEvent): Promise<void> {
    const { clientId } = client;
    // The application takes over a client that was discovered by its document. Its sessions go on.
    const discovered = this.rows.remove().where({ clientId, source: 'cimd' });
    const statements = this.statements([{ client, event }]);
    await this.database
      .write(function* () {
        yield* step(discovered);
        for (const statement of statements) yield* step(statement);
      })
      .catch((error: unknown) => {
        if (!(error instanceof DcrServerError && this.isDuplicate(error))) throw error;
        throw new DcrInvalidClientMetadataError('client_id is the id of another client.');
      });
    this.audit.publish(event);
  }

  private async saveTogether(batch: NewClient[]): Promise<Settled<void>[]> {
    if (batch.length > 1) {
      try {
        return await this.saveThoseWithRoom(batch);
      } catch (error) {
        // The database refused a row. Store the clients one at a time, so that only the bad row fails.
        if (!(error instanceof DcrServerError)) throw error;
      }
    }
    const outcomes: Settled<void>[] = [];
    for (const newClient of batch) outcomes.push(await this.saveAlone(newClient));
    return outcomes;
  }

  private async saveAlone(newClient: NewClient): Promise<Settled<void>> {
    for (let attempt = 1; ; attempt++) {
      try {
        const [outcome] = await this.saveThoseWithRoom([newClient]);
        return outcome!;
      } catch (error) {
        if (!(error instanceof DcrServerError)) throw error;
        if (attempt === MAX_ATTEMPTS || !this.isDuplicate(error)) return { error };
        reissue(newClient);
      }
    }
  }

  private isDuplicate({ cause }: DcrServerError): boolean {
    return this.database.dialect.failureOf(cause) === 'duplicate';
  }

  private async saveThoseWithRoom(batch: NewClient[]): Promise<Settled<void>[]> {
    const { capacity, registrationSwitch, decider } = this;
    const isUnchanged = () => registrationSwitch.isKnownOpen && decider.areKnownCurrent(batch);
    if (!capacity.isLimited && isUnchanged() && (await this.insert(batch, isUnchanged))) {
      return batch.map(() => ({ value: undefined }));
    }
    const outcome = await this.database.write(() => this.storeSteps(batch));
    // Create a separate error per registration, because the audit log records each error only once.
    if (outcome === 'paused') return batch.map(() => ({ error: registrationSwitch.pausedError() }));
    return batch.map((newClient) =>
      outcome.stored.has(newClient)
        ? { value: undefined }
        : { error: outcome.denials.get(newClient) ?? capacity.fullError() },
    );
  }

  /** @returns which of them were stored, and why the others were not, unless the cap was reached */
  private *storeSteps(batch: NewClient[]): Steps<'paused' | Stored> {
    const { capacity, registrationSwitch, decider } = this;
    // Check the cap first: registration may be paused, or the rules changed, while this transaction waits for its lock.
    const room = yield* capacity.roomSteps();
    if (!registrationSwitch.isKnownOpen && (yield* registrationSwitch.isPausedSteps())) return 'paused';
    const denials = yield* decider.reviewSteps(batch);
    const permitted = batch.filter((newClient) => !denials.has(newClient)).slice(0, room);
    if (permitted.length > 0) for (const statement of this.statements(permitted)) yield* step(statement);
    return { denials, stored: new Set(permitted) };
  }

  /** @returns `false` if `mayRun`, called once a connection is free, returned `false`; then nothing was stored */
  private insert(batch: NewClient[], mayRun: () => boolean): Promise<boolean> {
    const [clients, events] = this.statements(batch);
    return this.database.executeTogether(clients, events, mayRun);
  }

  private statements(batch: Rows[]): [Statement, Statement] {
    const { dataSource } = this.database;
    return [
      this.rows.insert(batch.map(({ client }) => client)),
      insertInto(
        dataSource,
        DcrAuditEvent,
        batch.map(({ event }) => event),
      ),
    ];
  }
}
