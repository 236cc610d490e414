import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { DcrDatabase } from '../database/dcr.database.js';
import { before } from '../database/time-conditions.js';
import { ClientRows } from './client.rows.js';
import type { DcrClient } from './client.entity.js';

/**
 * Minimum time between two records of a client's use. The cleanup counts in hours, and a busy client must not cause a
 * write for each request.
 */
const RECORD_EVERY_MS = 60_000;

/** Records when a client was last used, which keeps it from being cleaned up. */
@Injectable()
export class ClientUseRecorder {
  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {}

  /** @returns whether the client is still active */
  async record({ id, lastUsedAt }: Pick<DcrClient, 'id' | 'lastUsedAt'>): Promise<boolean> {
    const now = this.database.now();
    const due = new Date(now.getTime() - RECORD_EVERY_MS);
    if (lastUsedAt && lastUsedAt > due) return true;
    const update = this.rows
      .update()
      .set({ lastUsedAt: now })
      .where([
        { id, status: 'active', lastUsedAt: IsNull() },
        { id, status: 'active', lastUsedAt: before(due) },
      ]);
    const { affected } = await this.database.execute(update);
    // The statement may have waited for a transaction that disables the client. If nothing was updated, either another
    // request was first or the client is no longer active.
    return affected > 0 || (await this.rows.exists({ id, status: 'active' }));
  }
}
