import { Injectable } from '@nestjs/common';
import { MINUTE_MS } from '../async/durations.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { DcrSession } from './session.entity.js';

/** Records when a session was last used, for the operator; at most once a minute, so that a busy session writes little. */
@Injectable()
export class SessionUseRecorder {
  constructor(private readonly database: DcrDatabase) {}

  /** @returns the session with its last use */
  async record(session: DcrSession): Promise<DcrSession> {
    const now = this.database.now();
    const { id, createdAt, lastUsedAt } = session;
    const known = lastUsedAt ?? createdAt;
    if (now.getTime() - known.getTime() < MINUTE_MS) return session;
    const record = this.database.dataSource.createQueryBuilder().update(DcrSession);
    await this.database.execute(record.set({ lastUsedAt: now }).where({ id }));
    session.lastUsedAt = now;
    return session;
  }
}
