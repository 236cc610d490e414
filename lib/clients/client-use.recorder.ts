import { Inject, Injectable, type Type } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { DcrDatabase } from '../database/dcr-database.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import type { DcrClient } from './client.entity.js';

/** Use is noted at most this often, ms: cleanup counts in hours, and a busy client must not cost a write a request. */
const NOTE_EVERY = 60_000;

/** Notes when a client was last used; that is what keeps it from being cleaned up. */
@Injectable()
export class ClientUseRecorder {
  constructor(
    private readonly database: DcrDatabase,
    @Inject(DCR_CLIENT_ENTITY) private readonly Client: Type<DcrClient>,
  ) {}

  /** @returns whether the client is still there */
  async record({ id, lastUsedAt }: Pick<DcrClient, 'id' | 'lastUsedAt'>): Promise<boolean> {
    const now = this.database.now();
    const due = new Date(now.getTime() - NOTE_EVERY);
    if (lastUsedAt && lastUsedAt > due) return true;
    const { Client } = this;
    const note = this.database.dataSource
      .createQueryBuilder()
      .update(Client)
      .set({ lastUsedAt: now })
      .where([
        { id, lastUsedAt: IsNull() },
        { id, lastUsedAt: LessThan(due) },
      ]);
    const { affected } = await this.database.execute(note);
    // Nothing changed: another request was first, or the client is gone.
    return affected > 0 || (await this.database.findOne(Client, { id })) !== null;
  }
}
