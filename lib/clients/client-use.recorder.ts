import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { DcrDatabase } from '../database/dcr-database.js';
import { ClientRows } from './client.rows.js';
import type { DcrClient } from './client.entity.js';

/** Use is noted at most this often, ms: cleanup counts in hours, and a busy client must not cost a write a request. */
const NOTE_EVERY = 60_000;

/** Notes when a client was last used; that is what keeps it from being cleaned up. */
@Injectable()
export class ClientUseRecorder {
  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {}

  /** @returns whether the client is still there */
  async record({ id, lastUsedAt }: Pick<DcrClient, 'id' | 'lastUsedAt'>): Promise<boolean> {
    const now = this.database.now();
    const due = new Date(now.getTime() - NOTE_EVERY);
    if (lastUsedAt && lastUsedAt > due) return true;
    const note = this.rows
      .update()
      .set({ lastUsedAt: now })
      .where([
        { id, lastUsedAt: IsNull() },
        { id, lastUsedAt: LessThan(due) },
      ]);
    const { affected } = await this.database.execute(note);
    // Nothing changed: another request was first, or the client is gone.
    return affected > 0 || (await this.rows.exists({ id }));
  }
}
