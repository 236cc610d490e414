import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import type { DcrAuditEvent, DcrAuditEventType } from '../audit/audit-event.entity.js';
import { AuditLog } from '../audit/audit.log.js';
import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import { ClientRows } from '../clients/client.rows.js';
import type { DcrClient } from '../clients/client.entity.js';
import { isClientId } from '../clients/client-id.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { type Outcome, step, type Steps } from '../database/transaction.js';
import { DcrClientNotFoundError } from '../errors/index.js';
import { type RevocationResult, SessionRevocationService } from '../sessions/session-revocation.service.js';

export interface LifecycleResult {
  /** `false` if the client was already in the wanted state. */
  changed: boolean;
  revocation: RevocationResult;
}

const NOTHING_REVOKED: RevocationResult = { revokedSessions: 0, failedSessions: 0 };

/** The first statement of a change; whether it affects a row decides whether there is anything to do. */
type Change = () => Steps<Outcome>;

/** Disables, enables, revokes and deletes one client. Each change is safe to repeat, and audited in its transaction. */
@Injectable()
export class ClientLifecycleService {
  constructor(
    private readonly database: DcrDatabase,
    private readonly audit: AuditLog,
    private readonly revocation: SessionRevocationService,
    private readonly rows: ClientRows,
  ) {}

  /** @throws DcrClientNotFoundError */
  async get(clientId: string): Promise<DcrClient> {
    const client = await this.rows.find(clientId);
    if (!client) throw new DcrClientNotFoundError();
    return client;
  }

  disable(clientId: string, by: DcrActor = {}): Promise<LifecycleResult> {
    const disabled = {
      status: 'disabled',
      disabledAt: this.database.now(),
      disabledReason: whoAndWhy(by).reason,
    };
    return this.change(
      'client.disabled',
      clientId,
      by,
      this.updating({ clientId, status: Not('disabled') }, disabled),
    );
  }

  enable(clientId: string, by: DcrActor = {}): Promise<LifecycleResult> {
    // The cleanup counts from here: a sweep must not remove an approved client before its first use.
    const enabled = {
      status: 'active',
      disabledAt: null,
      disabledReason: null,
      enabledAt: this.database.now(),
    };
    const update = this.updating({ clientId, status: Not('active') }, enabled);
    return this.change('client.enabled', clientId, by, update, { revoking: false });
  }

  revoke(clientId: string, by: DcrActor = {}): Promise<LifecycleResult> {
    return this.change('client.sessions_revoked', clientId, by);
  }

  delete(clientId: string, by: DcrActor = {}): Promise<LifecycleResult> {
    const remove = this.rows.remove().where({ clientId });
    return this.change('client.deleted', clientId, by, () => step(remove));
  }

  private updating(where: object, values: object): Change {
    const update = this.rows.update().set(values);
    return () => step(update.where(where));
  }

  private async change(
    type: DcrAuditEventType,
    clientId: string,
    by: DcrActor,
    first?: Change,
    { revoking = true } = {},
  ): Promise<LifecycleResult> {
    if (!isClientId(clientId)) return { changed: false, revocation: { ...NOTHING_REVOKED } };
    const { audit, revocation } = this;
    const { events, marked } = await this.database.write(function* () {
      const noted: DcrAuditEvent[] = [];
      // Change the client's row first: a session that is being opened waits for it, and then sees the change.
      if (first && (yield* first()).affected > 0)
        noted.push(audit.event(type, { clientId, ...whoAndWhy(by) }));
      const ended = revoking ? yield* revocation.markSteps(clientId) : 0;
      if (ended > 0)
        noted.push(audit.event('client.sessions_revoked', { clientId, ...whoAndWhy(by), count: ended }));
      if (noted.length > 0) yield* audit.writeSteps(...noted);
      return { events: noted, marked: ended };
    });
    audit.publish(...events);
    const revoked = revoking ? await revocation.complete(clientId, marked) : { ...NOTHING_REVOKED };
    return { revocation: revoked, changed: events.length > 0 };
  }
}
