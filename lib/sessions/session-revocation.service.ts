import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  Scope,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { In } from 'typeorm';
import { DcrDatabase } from '../database/dcr.database.js';
import { before } from '../database/time-conditions.js';
import { step, type Steps } from '../database/transaction.js';
import { openAt } from './open-session.js';
import { DCR_SESSION_REVOKER, type DcrSessionRevoker } from './session-revoker.js';
import { DcrSession, type DcrRevocationState } from './session.entity.js';
import { inTime } from '../async/in-time.js';

/** Timeout of one call of the application's revoker. */
const REVOKER_TIMEOUT_MS = 10_000;
const MAX_CONCURRENT_CALLS = 10;
/** How often failed revocations are retried, and the minimum age of the revocation. */
const RETRY_INTERVAL_MS = 60_000;
const MAX_SESSIONS_PER_ROUND = 1_000;

/**
 * The result of revoking sessions.
 *
 * @see docs/operating.md#disable-revoke-or-delete-a-client
 */
export interface RevocationResult {
  /** Sessions that have ended here and in the application. */
  revokedSessions: number;
  /** Sessions that have ended here, but for which the revoker failed. It is retried every minute. */
  failedSessions: number;
}

/** Those of a client, or one session. */
type RevokedSessions = Pick<DcrSession, 'clientId'> | Pick<DcrSession, 'id'>;

/** Revokes sessions: first in the database, which takes effect on every replica at once, then through the application's revoker. */
@Injectable()
export class SessionRevocationService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('DcrSessions');
  private revoker?: DcrSessionRevoker;
  private timer?: NodeJS.Timeout;
  private retrying?: Promise<void>;

  constructor(
    private readonly database: DcrDatabase,
    private readonly moduleRef: ModuleRef,
  ) {}

  onApplicationBootstrap(): void {
    // An application needs no revoker if it checks its tokens against our sessions, or if they are short-lived.
    if (!this.hasRevoker()) return;
    this.revoker = this.moduleRef.get<DcrSessionRevoker>(DCR_SESSION_REVOKER, { strict: false });
    if (typeof this.revoker?.revoke !== 'function') {
      throw new Error('The provider of DCR_SESSION_REVOKER must have a method revoke(session).');
    }
    this.timer = setInterval(() => void this.retry(), RETRY_INTERVAL_MS).unref();
  }

  private hasRevoker(): boolean {
    let scope: Scope | undefined;
    try {
      ({ scope } = this.moduleRef.introspect(DCR_SESSION_REVOKER));
    } catch {
      return false;
    }
    if (scope === Scope.DEFAULT) return true;
    throw new Error('The provider of DCR_SESSION_REVOKER must not be request-scoped or transient.');
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Marks open sessions as revoked, for use inside the transaction that makes the change. @returns how many */
  *markSteps(which: RevokedSessions, now: Date): Steps<number> {
    const mark = this.database.dataSource
      .createQueryBuilder()
      .update(DcrSession)
      .set({ revokedAt: now, revocationState: this.revoker ? 'pending' : 'done' })
      .where(openAt(now, which));
    return (yield* step(mark)).affected;
  }

  /** The users whose sessions of a client were marked at this time. */
  *subjectsSteps(clientId: string, revokedAt: Date): Steps<string[]> {
    const find = this.database.dataSource
      .createQueryBuilder(DcrSession, 'session')
      .select('DISTINCT session.subject', 'subject')
      .where('session.clientId = :clientId', { clientId })
      .andWhere('session.revokedAt = :at', { at: revokedAt.getTime() });
    return (yield* step(find)).rows.map(({ subject }) => String(subject));
  }

  /**
   * Calls the application's revoker for each of these sessions that is pending.
   *
   * @param marked how many sessions were just marked; the result if the application has no revoker
   */
  async complete(which: RevokedSessions, marked: number): Promise<RevocationResult> {
    if (!this.revoker) return { revokedSessions: marked, failedSessions: 0 };
    const result = { revokedSessions: 0, failedSessions: 0 };
    for (;;) {
      const sessions = await this.unfinished({ ...which, revocationState: 'pending' });
      if (sessions.length === 0) return result;
      const done = await this.revokeAll(sessions);
      result.revokedSessions += done;
      result.failedSessions += sessions.length - done;
    }
  }

  /** Retries failed revocations, and those that a crashed process left behind. One round at a time. */
  private retry(): Promise<void> {
    return (this.retrying ??= this.retryOnce().finally(() => (this.retrying = undefined)));
  }

  private async retryOnce(): Promise<void> {
    try {
      const revokedAt = before(new Date(this.database.now().getTime() - RETRY_INTERVAL_MS));
      const sessions = await this.unfinished({ revocationState: In(['failed', 'pending']), revokedAt });
      await this.revokeAll(sessions);
    } catch (error) {
      this.logger.warn(`Could not retry failed revocations: ${String(error)}`);
    }
  }

  private unfinished(where: object): Promise<DcrSession[]> {
    // Fewest attempts first, so that sessions that always fail don't delay the others.
    const order = { revocationAttempts: 'ASC' } as const;
    return this.database.find(DcrSession, { where, order, take: MAX_SESSIONS_PER_ROUND });
  }

  private async revokeAll(sessions: DcrSession[]): Promise<number> {
    // One iterator for all workers: each takes the next session, in the order of the query.
    const queue = sessions.values();
    let done = 0;
    const work = async () => {
      for (const session of queue) {
        if (await this.callRevoker(session)) done++;
      }
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT_CALLS }, work));
    return done;
  }

  private async callRevoker(session: DcrSession): Promise<boolean> {
    let state: DcrRevocationState = 'done';
    try {
      await inTime(this.revoker!.revoke(session), REVOKER_TIMEOUT_MS);
    } catch (error) {
      state = 'failed';
      this.logger.error(`The session revoker failed for session ${session.id}. It will be retried.`);
      this.logger.error(error);
    }
    const note = this.database.dataSource
      .createQueryBuilder()
      .update(DcrSession)
      .set({ revocationState: state, revocationAttempts: session.revocationAttempts + 1 })
      .where({ id: session.id });
    await this.database.execute(note);
    return state === 'done';
  }
}
