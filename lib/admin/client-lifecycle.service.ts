import { type FindOptionsWhere, IsNull, Not } from 'typeorm';
import type { DcrAuditEvent, DcrAuditEventType } from '../audit/audit-event.entity.js';
import { AuditLog } from '../audit/audit.log.js';
import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import { isDocumentUrl } from '../clients/document-clients.js';
import { DocumentRows } from '../cimd/document.rows.js';
import { ClientRows } from '../clients/client.rows.js';
import { SharedClientRows } from '../clients/shared-client.rows.js';
import type { DcrClient } from '../clients/client.entity.js';
import { isClientId } from '../clients/client-id.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { type Outcome, step, type Steps } from '../database/transaction.js';
import { DcrClientNotFoundError } from '../errors/index.js';
import { type RevocationResult, SessionRevocationService } from '../sessions/session-revocation.service.js';

export interface LifecycleResult {
  /** `false` if the client was already in the wanted state. */
  changed: boolean;
  revocation: RevocationResult;
  /** In a batch: the users whose sessions ended. */
  subjects?: string[];
}

/** The state in which a client must still be for a change to apply. */
export type ClientState = Partial<Pick<DcrClient, 'status' | 'lastUsedAt'>>;

/** A change as a part of an operation on many clients. */
export interface BatchPart {
  batchId?: string;
  /** The client is left unchanged if it is no longer in this state. */
  expected?: ClientState;
}

const NOTHING_REVOKED: RevocationResult = { revokedSessions: 0, failedSessions: 0 };

interface ChangeOptions {
  batchId?: string | undefined;
  /** The first statement: it decides whether there is anything to do. */
  first?: () => Steps<Outcome>;
  /** Whether open sessions are revoked. Default: `true`. */
  revoking?: boolean;
  /** Leaves the sessions alone when the first statement changes nothing. Default: `false`. */
  mustChange?: boolean;
}

/** Disables, enables, revokes and deletes one client. Each change is safe to repeat, and audited in its transaction. */
export class ClientLifecycleService {
  constructor(
    private readonly database: DcrDatabase,
    private readonly audit: AuditLog,
    private readonly revocation: SessionRevocationService,
    private readonly rows: ClientRows,
    private readonly sharedClients: SharedClientRows,
    private readonly documents: DocumentRows,
  ) {}

  /** @throws DcrClientNotFoundError */
  async get(clientId: string): Promise<DcrClient> {
    const client = await this.rows.find(clientId);
    if (!client) throw new DcrClientNotFoundError();
    return client;
  }

  disable(
    clientId: string,
    by: DcrActor = {},
    { batchId, expected = {} }: BatchPart = {},
  ): Promise<LifecycleResult> {
    const disabled = {
      status: 'disabled' as const,
      disabledAt: this.database.now(),
      disabledReason: whoAndWhy(by).reason,
      sharedHash: null,
    };
    const update = this.rows.update().set(disabled);
    // If it is disabled already, only its sessions remain to be revoked.
    const isChanging = expected.status !== 'disabled';
    return this.change('client.disabled', clientId, by, {
      first: () =>
        step(update.where({ clientId, status: Not('disabled'), ...(isChanging ? stillIn(expected) : {}) })),
      mustChange: isChanging && hasMembers(expected),
      batchId,
    });
  }

  async enable(
    clientId: string,
    by: DcrActor = {},
    { batchId, expected = {} }: BatchPart = {},
  ): Promise<LifecycleResult> {
    // The cleanup counts from here: a sweep must not remove an approved client before its first use.
    const enabled = {
      status: 'active' as const,
      disabledAt: null,
      disabledReason: null,
      enabledAt: this.database.now(),
    };
    const update = this.rows.update().set(enabled);
    const isChanging = expected.status !== 'active';
    const result = await this.change('client.enabled', clientId, by, {
      first: () =>
        step(update.where({ clientId, status: Not('active'), ...(isChanging ? stillIn(expected) : {}) })),
      revoking: false,
      batchId,
    });
    if (result.changed) await this.sharedClients.shareAgain(clientId);
    return result;
  }

  revoke(clientId: string, by: DcrActor = {}, { batchId }: BatchPart = {}): Promise<LifecycleResult> {
    return this.change('client.sessions_revoked', clientId, by, { batchId });
  }

  delete(
    clientId: string,
    by: DcrActor = {},
    { batchId, expected = {} }: BatchPart = {},
  ): Promise<LifecycleResult> {
    const remove = this.rows.remove().where({ clientId, ...stillIn(expected) });
    const { documents } = this;
    return this.change('client.deleted', clientId, by, {
      *first() {
        const removed = yield* step(remove);
        if (removed.affected > 0 && isDocumentUrl(clientId)) yield* documents.removeSteps(clientId);
        return removed;
      },
      mustChange: hasMembers(expected),
      batchId,
    });
  }

  private async change(
    type: DcrAuditEventType,
    clientId: string,
    by: DcrActor,
    { first, revoking = true, mustChange = false, batchId }: ChangeOptions = {},
  ): Promise<LifecycleResult> {
    if (!isClientId(clientId)) return { changed: false, revocation: { ...NOTHING_REVOKED } };
    const { audit, revocation, database } = this;
    const event = (of: DcrAuditEventType, count = 1) =>
      audit.event(of, { clientId, ...whoAndWhy(by), batchId: batchId ?? null, count });
    const { events, marked, subjects } = await database.write(function* () {
      const noted: DcrAuditEvent[] = [];
      // Change the client's row first: a session that is being opened waits for it, and then sees the change.
      if (first) {
        const { affected } = yield* first();
        if (affected > 0) noted.push(event(type));
        else if (mustChange) return { events: noted, marked: 0, subjects: [] };
      }
      const now = database.now();
      const ended = revoking ? yield* revocation.markSteps({ clientId }, now) : 0;
      if (ended > 0) noted.push(event('client.sessions_revoked', ended));
      if (noted.length > 0) yield* audit.writeSteps(...noted);
      const users = ended > 0 && batchId ? yield* revocation.subjectsSteps(clientId, now) : [];
      return { events: noted, marked: ended, subjects: users };
    });
    audit.publish(...events);
    const revoked = revoking ? await revocation.complete({ clientId }, marked) : { ...NOTHING_REVOKED };
    return { revocation: revoked, changed: events.length > 0, subjects };
  }
}

function stillIn({ status, lastUsedAt }: ClientState): FindOptionsWhere<DcrClient> {
  const where: FindOptionsWhere<DcrClient> = {};
  if (status !== undefined) where.status = status;
  if (lastUsedAt !== undefined) where.lastUsedAt = lastUsedAt ?? IsNull();
  return where;
}

function hasMembers(state: ClientState): boolean {
  return Object.keys(state).length > 0;
}
