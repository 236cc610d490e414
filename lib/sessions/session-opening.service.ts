import { Injectable } from '@nestjs/common';
import { ClientRows } from '../clients/client.rows.js';
import { isClientId } from '../clients/client-id.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { insertInto } from '../database/statements.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import { step, type Steps } from '../database/transaction.js';
import { DcrInvalidClientError, DcrInvalidGrantError } from '../errors/index.js';
import { openAt } from './open-session.js';
import { DcrSession } from './session.entity.js';

/**
 * What a user has granted to a client.
 *
 * @see docs/recipes/own-authorization-server.md#codes-and-tokens
 */
export interface OpenSessionRequest {
  clientId: string;
  /** The user, by your own identifier; at most 255 characters. */
  subject: string;
  /** Your own name for the session, such as the id of a grant; at most 255 characters. Unique per client. */
  externalId?: string | undefined;
  /** When the session ends. Default: when it is closed or revoked. */
  expiresAt?: Date | undefined;
}

/** What to do if the client's session under this `externalId` has ended. */
export type OnEnded = 'replace' | 'refuse';

/** Opens sessions. Concurrent requests with the same `externalId` get the same session. */
@Injectable()
export class SessionOpeningService {
  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {}

  /**
   * @throws DcrInvalidClientError for a client that may not be used
   * @throws DcrInvalidGrantError for a session that has ended and must not be replaced
   */
  async open(request: OpenSessionRequest, onEnded: OnEnded): Promise<DcrSession> {
    if (!isClientId(request.clientId)) throw new DcrInvalidClientError('The client may not be used.');
    const session = this.newSession(request);
    const openAlready = await this.database.write(() => this.openSteps(session, onEnded));
    if (openAlready === undefined) return session;
    return (await this.database.findOne(DcrSession, { id: openAlready }))!;
  }

  /** @returns the id of a session that is open already, instead of opening one */
  private *openSteps(session: DcrSession, onEnded: OnEnded): Steps<string | undefined> {
    // Locks the client's row until the transaction ends, so that it is neither disabled nor given another session meanwhile.
    yield* this.useClientSteps(session);
    const existing = yield* this.freeNameSteps(session, onEnded);
    if (existing === undefined) {
      yield* step(insertInto(this.database.dataSource, DcrSession, [session]));
    }
    return existing;
  }

  private newSession({ clientId, subject, externalId, expiresAt }: OpenSessionRequest): DcrSession {
    const isDate = expiresAt instanceof Date && !Number.isNaN(expiresAt.getTime());
    if (expiresAt !== undefined && expiresAt !== null && !isDate) {
      throw new TypeError('expiresAt must be a valid Date, or absent for a session that does not expire.');
    }
    const now = this.database.now();
    return Object.assign(new DcrSession(), {
      id: timeOrderedId(now),
      clientId,
      subject,
      externalId: externalId ?? null,
      createdAt: now,
      lastUsedAt: null,
      expiresAt: expiresAt ?? null,
      closedAt: null,
      revokedAt: null,
      revocationState: null,
      revocationAttempts: 0,
    });
  }

  private *useClientSteps({ clientId, createdAt }: DcrSession): Steps<void> {
    const isActive = { clientId, status: 'active' } as const;
    const use = this.rows.update().set({ lastUsedAt: createdAt });
    if ((yield* step(use.where(isActive))).affected > 0) return;
    // MySQL and MariaDB may count changed rows only, and a second use in the same millisecond changes nothing.
    const find = this.rows.query().select('client.id', 'id');
    const { rows } = yield* step(find.where(isActive));
    if (rows.length === 0) throw new DcrInvalidClientError('The client may not be used.');
  }

  /** Makes the session's name available. @returns the id of the open session that has it */
  private *freeNameSteps(
    { clientId, externalId, createdAt }: DcrSession,
    onEnded: OnEnded,
  ): Steps<string | undefined> {
    if (externalId === null) return undefined;
    const sameName = { clientId, externalId };
    const find = () =>
      this.database.dataSource.createQueryBuilder(DcrSession, 'session').select('session.id', 'id');
    const [open] = (yield* step(find().where(openAt(createdAt, sameName)))).rows;
    if (open) return String(open['id']);
    if (onEnded === 'replace') {
      const release = this.database.dataSource.createQueryBuilder().update(DcrSession);
      yield* step(release.set({ externalId: null }).where(sameName));
    } else if ((yield* step(find().where(sameName))).rows.length > 0) {
      throw new DcrInvalidGrantError('The session has ended.');
    }
    return undefined;
  }
}
