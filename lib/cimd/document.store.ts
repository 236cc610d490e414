import type { Type } from '@nestjs/common';
import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import type { DcrAuditEvent, DcrAuditEventType } from '../audit/audit-event.entity.js';
import { AuditLog } from '../audit/audit.log.js';
import type { DcrClient, DcrClientStatus } from '../clients/client.entity.js';
import { ClientRows } from '../clients/client.rows.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { step } from '../database/transaction.js';
import { DcrServerError } from '../errors/index.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { issueClient, registeredValues } from '../registration/issue-client.js';
import { type Decided, RegistrationDecider } from '../registration/registration.decider.js';
import type { Registration } from '../registration/registration.js';
import { findSubstitutions } from '../registration/substitutions.js';
import { SessionRevocationService } from '../sessions/session-revocation.service.js';
import { DcrClientDocument } from './client-document.entity.js';
import { DocumentCapacityService } from './document-capacity.service.js';
import { changedMembers, hashOf } from './document-registration.js';
import { DocumentRows, type KnownClient } from './document.rows.js';

/** What a fetch says about the validity of the stored copy. */
export type Freshness = Pick<DcrClientDocument, 'etag' | 'lastModified' | 'fetchedAt' | 'expiresAt'>;

const NO_FAILURE = { failedAt: null, failures: 0, lastReason: null, withdrawnAt: null };

/** What becomes of a client whose document gained something. */
type WideningOutcome = 'none' | 'allowed' | 'pending' | 'denied';

/** What was decided about a document that gained something. */
export interface Widening {
  widening: WideningOutcome;
  reason: string | null;
  /** The rule that changed the policy's decision. */
  ruleId: string | null;
}

/** What an active client becomes; others stay as they are. */
const STATUS_AFTER: Partial<Record<WideningOutcome, DcrClientStatus>> = {
  pending: 'pending',
  denied: 'disabled',
};

/** Writes what the documents say: clients, documents and audit events, each change in one transaction. */
export class DocumentStore {
  constructor(
    private readonly database: DcrDatabase,
    private readonly Client: Type<DcrClient>,
    private readonly options: ResolvedDcrOptions,
    private readonly clients: ClientRows,
    private readonly documents: DocumentRows,
    private readonly capacity: DocumentCapacityService,
    private readonly audit: AuditLog,
    private readonly revocation: SessionRevocationService,
    private readonly decider: RegistrationDecider,
  ) {}

  /**
   * @returns `full` when `cimd.maxClients` is reached, `known` when another replica was first
   * @throws DcrAccessDeniedError if a rule denies the client by now
   */
  async add(
    registration: Registration,
    decided: Decided,
    freshness: Freshness,
  ): Promise<DcrClient | 'full' | 'known'> {
    const { clientId } = registration.document!;
    const client = issueClient(this.Client, registration, decided.decision, {
      source: 'cimd',
      at: this.database.now(),
      clientId,
    });
    const document = Object.assign(new DcrClientDocument(), {
      clientId,
      hash: hashOf(client),
      ...freshness,
      ...NO_FAILURE,
    });
    const event = this.audit.event(
      'client.discovered',
      {
        outcome: 'accepted',
        source: 'cimd',
        clientId,
        requested: registration.requested,
        clientName: registration.metadata.clientName ?? null,
        redirectHosts: client.redirectHosts,
        substituted: findSubstitutions(registration, this.options.scopes !== undefined),
        ruleId: decided.ruleId,
        reason: decided.decision.reason ?? null,
      },
      registration.origin,
    );
    const { capacity, clients, documents, audit, decider } = this;
    const added = { client, event, decided };
    const outcome = await this.database
      .write(function* () {
        // Replicas discover in turn, so that the cap is exact, and the second one sees the first one's client.
        const stored = yield* capacity.lockSteps();
        const known = clients.query().select('client.source', 'source').where({ clientId });
        if ((yield* step(known)).rows.length > 0) return 'known' as const;
        const error = (yield* decider.reviewSteps([added])).get(added);
        if (error) throw error;
        if (!(yield* capacity.takeSteps(stored))) return 'full' as const;
        yield* step(clients.insert([client]));
        yield* documents.insertSteps(document);
        yield* audit.writeSteps(event);
        return 'added' as const;
      })
      .catch((error: unknown) => {
        // The application preregistered the same client a moment ago.
        if (this.isDuplicate(error)) return 'known' as const;
        throw error;
      });
    if (outcome !== 'added') return outcome;
    audit.publish(event);
    return client;
  }

  /** The document is as it was. */
  confirm({ document }: KnownClient, freshness: Freshness): Promise<boolean> {
    return this.documents.update(document!, { ...freshness, ...NO_FAILURE });
  }

  /** The document cannot be read now. Only the first failure in a row is audited. */
  noteFailure({ document }: KnownClient, cause: DcrClientDocument['lastReason']): Promise<void> {
    const { clientId, failures } = document!;
    const failed = { failedAt: this.database.now(), failures: failures + 1, lastReason: cause };
    const event = failures === 0 ? this.event('client.document_failed', clientId, { cause }) : undefined;
    return this.writeWith(document!, failed, event);
  }

  /** The document is gone or invalid. */
  withdraw(
    { document }: KnownClient,
    cause: DcrClientDocument['lastReason'],
    ruleId: string | null = null,
  ): Promise<void> {
    const { clientId, failures, withdrawnAt } = document!;
    const now = this.database.now();
    const withdrawn = {
      failedAt: now,
      failures: failures + 1,
      lastReason: cause,
      withdrawnAt: withdrawnAt ?? now,
    };
    const event = withdrawnAt ? undefined : this.event('client.withdrawn', clientId, { cause, ruleId });
    return this.writeWith(document!, withdrawn, event);
  }

  /**
   * The document has changed. Applies only to the copy that was read: another replica may have been first.
   *
   * @param widening what the policy says if the document gained something
   */
  async change(
    { client, document }: KnownClient,
    registration: Registration,
    freshness: Freshness,
    { widening, reason, ruleId, by }: Widening & { by: DcrActor },
  ): Promise<void> {
    const { clientId } = client;
    const values = registeredValues(registration);
    const newHash = hashOf(values);
    const isDenied = widening === 'denied';
    const isRevoking =
      isDenied ||
      widening === 'pending' ||
      (widening === 'allowed' && this.options.cimd.onChange === 'revoke');
    const now = this.database.now();
    const changed = this.event('client.document_changed', clientId, {
      ...whoAndWhy(by),
      ruleId,
      changes: { members: changedMembers(client, values), oldHash: document!.hash, newHash },
    });
    const { clients, documents, audit, revocation } = this;
    const event = (type: DcrAuditEventType, details: object) =>
      this.event(type, clientId, { reason, ...details });
    const { events, marked } = await this.database.write(function* () {
      const noted: DcrAuditEvent[] = [];
      if (!(yield* documents.updateSteps(document!, { hash: newHash, ...freshness, ...NO_FAILURE }))) {
        return { events: noted, marked: 0 };
      }
      yield* step(clients.update().set(values).where({ clientId, source: 'cimd' }));
      noted.push(changed);
      const status = STATUS_AFTER[widening];
      if (status) {
        // An administrator may have disabled or enabled the client during the fetch.
        const stop = { status, disabledReason: reason, ...(isDenied && { disabledAt: now }) };
        const active = { clientId, source: 'cimd' as const, status: 'active' as const };
        const { affected } = yield* step(clients.update().set(stop).where(active));
        if (isDenied && affected > 0) noted.push(event('client.disabled', {}));
      }
      const ended = isRevoking ? yield* revocation.markSteps({ clientId }, now) : 0;
      if (ended > 0) noted.push(event('client.sessions_revoked', { count: ended }));
      yield* audit.writeSteps(...noted);
      return { events: noted, marked: ended };
    });
    audit.publish(...events);
    if (marked > 0) await revocation.complete({ clientId }, marked);
  }

  private event(type: DcrAuditEventType, clientId: string, details: object): DcrAuditEvent {
    return this.audit.event(type, { clientId, source: 'cimd', ...details });
  }

  private async writeWith(
    document: DcrClientDocument,
    changes: Partial<DcrClientDocument>,
    event: DcrAuditEvent | undefined,
  ): Promise<void> {
    const { documents, audit } = this;
    const isWritten = await this.database.write(function* () {
      if (!(yield* documents.updateSteps(document, changes)) || !event) return false;
      yield* audit.writeSteps(event);
      return true;
    });
    if (isWritten) audit.publish(event!);
  }

  private isDuplicate(error: unknown): boolean {
    return error instanceof DcrServerError && this.database.dialect.failureOf(error.cause) === 'duplicate';
  }
}
