import { Injectable } from '@nestjs/common';
import { ClientRows } from '../clients/client.rows.js';
import { isClientId } from '../clients/client-id.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { insertInto } from '../database/statements.js';
import { timeOrderedId } from '../database/time-ordered-id.js';
import { step, type Steps } from '../database/transaction.js';
import { DcrInvalidClientError, DcrInvalidGrantError } from '../errors/index.js';
import { openAt } from './open-session.js';
import { DcrSession } from './session.entity.js';

/** What a person has granted to a client. */
export interface OpenSessionRequest {
  clientId: string;
  /** Who granted it; at most 255 characters. */
  subject: string;
  /** The application's own name for it, such as the id of a grant; at most 255 characters. One client has it once. */
  externalId?: string;
  /** Default: it lasts until it is closed or revoked. */
  expiresAt?: Date;
}

/** What to do where the client's session under this `externalId` has ended. */
export type OnEnded = 'open anew' | 'refuse';

/** Opens sessions: one for each name that the application gives them, however many requests arrive at once. */
@Injectable()
export class SessionOpeningService {
  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {}

  /**
   * @throws DcrInvalidClientError for a client that may not be used
   * @throws DcrInvalidGrantError for a session that has ended and must not be opened anew
   */
  async open(request: OpenSessionRequest, onEnded: OnEnded): Promise<DcrSession> {
    if (!isClientId(request.clientId)) throw new DcrInvalidClientError('The client may not be used.');
    const session = this.newSession(request);
    const useClient = () => this.useClientSteps(session);
    const giveName = () => this.giveNameSteps(session, onEnded);
    const insert = insertInto(this.database.dataSource, DcrSession, [session]);
    const openAlready = await this.database.write(function* () {
      // The client's row stays locked until the end: neither a disable nor another opening comes in between.
      yield* useClient();
      const existing = yield* giveName();
      if (existing === undefined) yield* step(insert);
      return existing;
    });
    if (openAlready === undefined) return session;
    return (await this.database.findOne(DcrSession, { id: openAlready }))!;
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
    // MySQL and MariaDB may count changed rows only: a client that was used in this millisecond is no change.
    const find = this.rows.query().select('client.id', 'id');
    const { rows } = yield* step(find.where(isActive));
    if (rows.length === 0) throw new DcrInvalidClientError('The client may not be used.');
  }

  /** Sees to it that the session may have its name. @returns the id of the open one that has it */
  private *giveNameSteps(
    { clientId, externalId, createdAt }: DcrSession,
    onEnded: OnEnded,
  ): Steps<string | undefined> {
    if (externalId === null) return undefined;
    const sameName = { clientId, externalId };
    const find = () =>
      this.database.dataSource.createQueryBuilder(DcrSession, 'session').select('session.id', 'id');
    const [open] = (yield* step(find().where(openAt(createdAt, sameName)))).rows;
    if (open) return String(open['id']);
    if (onEnded === 'open anew') {
      const release = this.database.dataSource.createQueryBuilder().update(DcrSession);
      yield* step(release.set({ externalId: null }).where(sameName));
    } else if ((yield* step(find().where(sameName))).rows.length > 0) {
      throw new DcrInvalidGrantError('The session has ended.');
    }
    return undefined;
  }
}
