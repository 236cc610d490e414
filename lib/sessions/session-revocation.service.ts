import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  Scope,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { In, LessThan } from 'typeorm';
import { DcrDatabase } from '../database/dcr-database.js';
import { step, type Steps } from '../database/transaction.js';
import { openAt } from './open-session.js';
import { DCR_SESSION_REVOKER, type DcrSessionRevoker } from './session-revoker.js';
import { DcrSession, type DcrRevocationState } from './session.entity.js';
import { inTime } from '../async/in-time.js';

/** How long one call of the host's revoker may take, ms. */
const LONGEST_CALL = 10_000;
const AT_ONCE = 10;
/** How often failed revocations are tried again, and how old the last try must be, ms. */
const RETRY_EVERY = 60_000;
const MOST_A_ROUND = 1_000;

/** What came of ending sessions. */
export interface RevocationResult {
  /** Sessions that are ended here and at the host. */
  revokedSessions: number;
  /** Sessions that are ended here, but whose revoker failed: it is called again every minute. */
  failedSessions: number;
}

/** Ends sessions: first in the database, where it counts at once on every replica, then at the host. */
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
    // The host has none: its tokens are checked against our sessions, or are short-lived.
    if (!this.hasRevoker()) return;
    this.revoker = this.moduleRef.get<DcrSessionRevoker>(DCR_SESSION_REVOKER, { strict: false });
    if (typeof this.revoker?.revoke !== 'function') {
      throw new Error('What is provided as DCR_SESSION_REVOKER must have a method revoke(session).');
    }
    this.timer = setInterval(() => void this.retry(), RETRY_EVERY).unref();
  }

  private hasRevoker(): boolean {
    let scope: Scope | undefined;
    try {
      ({ scope } = this.moduleRef.introspect(DCR_SESSION_REVOKER));
    } catch {
      return false;
    }
    if (scope === Scope.DEFAULT) return true;
    throw new Error('What is provided as DCR_SESSION_REVOKER must not be request-scoped or transient.');
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Marks a client's open sessions as revoked; for use inside the transaction that says why. */
  *markSteps(clientId: string): Steps<number> {
    const now = this.database.now();
    const mark = this.database.dataSource
      .createQueryBuilder()
      .update(DcrSession)
      .set({ revokedAt: now, revocationState: this.revoker ? 'pending' : 'done' })
      .where(openAt(now, { clientId }));
    return (yield* step(mark)).affected;
  }

  /**
   * Calls the host's revoker for every session of a client that is marked and not yet done.
   *
   * @param marked how many were marked just now; the answer where the host has no revoker
   */
  async complete(clientId: string, marked: number): Promise<RevocationResult> {
    if (!this.revoker) return { revokedSessions: marked, failedSessions: 0 };
    const result = { revokedSessions: 0, failedSessions: 0 };
    for (;;) {
      const sessions = await this.unfinished({ clientId, revocationState: 'pending' });
      if (sessions.length === 0) return result;
      const done = await this.revokeAll(sessions);
      result.revokedSessions += done;
      result.failedSessions += sessions.length - done;
    }
  }

  /** Tries again what failed, and what a process that died left behind; one round at a time. */
  private retry(): Promise<void> {
    return (this.retrying ??= this.retryOnce().finally(() => (this.retrying = undefined)));
  }

  private async retryOnce(): Promise<void> {
    try {
      const revokedAt = LessThan(new Date(this.database.now().getTime() - RETRY_EVERY));
      const sessions = await this.unfinished({ revocationState: In(['failed', 'pending']), revokedAt });
      await this.revokeAll(sessions);
    } catch (error) {
      this.logger.warn(`Failed revocations could not be tried again: ${String(error)}`);
    }
  }

  private unfinished(where: object): Promise<DcrSession[]> {
    // Those that were tried least come first, so that hopeless ones keep nobody waiting.
    const order = { revocationAttempts: 'ASC' } as const;
    return this.database.find(DcrSession, { where, order, take: MOST_A_ROUND });
  }

  private async revokeAll(sessions: DcrSession[]): Promise<number> {
    // One iterator for all workers: each takes the next session, in the order of the query.
    const queue = sessions.values();
    let done = 0;
    const work = async () => {
      for (const session of queue) {
        if (await this.revokeAtHost(session)) done++;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return done;
  }

  private async revokeAtHost(session: DcrSession): Promise<boolean> {
    let state: DcrRevocationState = 'done';
    try {
      await inTime(this.revoker!.revoke(session), LONGEST_CALL);
    } catch (error) {
      state = 'failed';
      this.logger.error(`The session revoker failed for session ${session.id}, and will be called again.`);
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
