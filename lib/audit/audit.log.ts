import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import type { EntityMetadata } from 'typeorm';
import { DcrDatabase } from '../database/dcr.database.js';
import { insertInto } from '../database/statements.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import type { StatementChains } from '../database/statement-chains.js';
import { type Outcome, type Statement, step, type Steps } from '../database/transaction.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { toPrintable } from '../text/safe-text.js';
import { DcrAuditEvent, type DcrAuditEventType } from './audit-event.entity.js';
import { auditedAddress } from './audited-address.js';
import { boundedMembers } from './bounded-members.js';
import { HarmlessObservable } from './harmless-observable.js';

/** Where an event comes from, as far as it is known. */
export interface AuditOrigin {
  ip?: string | undefined;
  userAgent?: string | undefined;
  requestId?: string | undefined;
}

type Details = Partial<Omit<DcrAuditEvent, 'id' | 'type' | 'createdAt' | keyof AuditOrigin>>;

const MAX_USER_AGENT_LENGTH = 500;
/** The length of the column. */
const MAX_REQUEST_ID_LENGTH = 128;

/** Writes audit events, and publishes them in this process. */
@Injectable()
export class AuditLog implements OnApplicationShutdown {
  private readonly logger = new Logger('DcrAudit');
  private readonly stream = new Subject<DcrAuditEvent>();
  /** The events of this process, each after it was written. If a listener throws, the error is logged. */
  readonly events: Observable<DcrAuditEvent> = new HarmlessObservable<DcrAuditEvent>(this.stream, (error) => {
    this.logger.error('A listener of the audit events threw an error:');
    this.logger.error(error);
  });

  /** Read at the first event: before the module is initialized, the metadata may be missing. */
  private nulls?: Partial<DcrAuditEvent>;

  constructor(
    private readonly database: DcrDatabase,
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
  ) {}

  /** `null` for each nullable column. */
  private get empty(): Partial<DcrAuditEvent> {
    return (this.nulls ??= nullsOf(this.database.dataSource.getMetadata(DcrAuditEvent)));
  }

  event(type: DcrAuditEventType, details: Details, origin: AuditOrigin = {}): DcrAuditEvent {
    const at = this.database.now();
    const { requested, substituted, ...rest } = details;
    return Object.assign(new DcrAuditEvent(), this.empty, {
      count: 1,
      ...rest,
      id: timeOrderedId(at),
      type,
      requested: requested ? boundedMembers(requested) : null,
      substituted: substituted ? (boundedMembers(substituted) as DcrAuditEvent['substituted']) : null,
      ip: auditedAddress(origin.ip, this.options.audit.ip),
      userAgent: printable(origin.userAgent, MAX_USER_AGENT_LENGTH),
      requestId: printable(origin.requestId, MAX_REQUEST_ID_LENGTH),
      createdAt: at,
    });
  }

  /** For use inside the transaction that makes the change. */
  *writeSteps(...events: DcrAuditEvent[]): Steps<Outcome> {
    return yield* step(insertInto(this.database.dataSource, DcrAuditEvent, events));
  }

  /**
   * Removes clients and writes an event for each, in one statement.
   *
   * @param removal returns the `clientId` of each client
   * @param event the values that the events share; their ids count up from its id
   * @returns the number of events
   */
  async removeAndWriteForEach(
    chains: StatementChains,
    removal: Statement,
    event: DcrAuditEvent,
  ): Promise<number> {
    const insert = chains.insertForEach(removal, { entity: DcrAuditEvent, row: event, copied: 'clientId' });
    // Don't return thousands of ids when nobody listens.
    const returned = this.stream.observed ? insert.returning : '';
    const { affected, rows } = await this.database.forSweep.execute({
      sql: insert.sql + returned,
      parameters: insert.parameters,
    });
    this.publish(...rows.map((row) => Object.assign(new DcrAuditEvent(), event, row)));
    return affected;
  }

  /** Publishes events to listeners. Call it after the transaction has committed. */
  publish(...events: DcrAuditEvent[]): void {
    if (this.stream.observed) for (const event of events) this.stream.next(event);
  }

  onApplicationShutdown(): void {
    this.stream.complete();
  }

  /** Writes an event outside any transaction. Logs a failure instead of throwing it. */
  async tryWrite(event: DcrAuditEvent): Promise<void> {
    try {
      await this.database.execute(insertInto(this.database.dataSource, DcrAuditEvent, [event]));
      this.publish(event);
    } catch (error) {
      this.logger.warn(`An audit event (${event.type}) could not be written: ${String(error)}`);
    }
  }
}

/** Read from the metadata, so that a new column needs no change here. */
function nullsOf({ columns }: EntityMetadata): Partial<DcrAuditEvent> {
  const nullable = columns.filter(({ isNullable }) => isNullable);
  return Object.fromEntries(nullable.map(({ propertyName }) => [propertyName, null]));
}

function printable(text: string | undefined, maxLength: number): string | null {
  return text === undefined ? null : toPrintable(text, maxLength);
}
