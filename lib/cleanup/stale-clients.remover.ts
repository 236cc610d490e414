import type { SelectQueryBuilder } from 'typeorm';
import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { type DcrActor, whoAndWhy } from '../audit/actor.js';
import { AuditLog } from '../audit/audit.log.js';
import { ClientRows } from '../clients/client.rows.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { step, type Steps } from '../database/transaction.js';
import type { ClientAge } from '../options/option-groups.js';
import { StaleClientsFinder } from './stale-clients.finder.js';
import type { ClientRange, StaleTier } from './client-range.js';

/** Who started the sweep, if an operator did; and what the events of the sweep share. */
export type SweepActor = DcrActor & { batchId: string };

const REASONS: Record<StaleTier, string> = { unused: 'never used', idle: 'idle' };

/**
 * Removes stale clients, each with its audit event in the same transaction. The statement that removes or locks them checks
 * the whole condition again, because a client may have been used since it was found.
 */
export class StaleClientsRemover {
  constructor(
    private readonly database: DcrDatabase,
    private readonly clients: StaleClientsFinder,
    private readonly audit: AuditLog,
    private readonly rows: ClientRows,
  ) {}

  /** Removes the stale clients in a range. @returns their number */
  removeRange(tier: StaleTier, age: number, range: ClientRange, by: SweepActor): Promise<number> {
    const stale = this.clients.query(tier, age, range);
    const { chains } = this.database.dialect;
    if (!chains) return this.remove(tier, by, stale, () => true);
    return this.audit.removeAndWriteForEach(
      chains,
      chains.removeReturning(stale, 'clientId'),
      this.event(tier, by),
    );
  }

  /** Removes those of the clients that are still stale. An age function has found each of them due. @returns their number */
  removeFound(tier: StaleTier, age: ClientAge, found: DcrClient[], by: SweepActor): Promise<number> {
    const stale = this.clients.query(tier, age);
    stale.andWhere('client.id IN (:...ids)', { ids: found.map(({ id }) => id) });
    // The function judged a client by its last use, so a client that was used since then stays.
    const lastUses = new Map(found.map(({ id, lastUsedAt }) => [id, lastUsedAt?.getTime() ?? 0]));
    return this.remove(
      tier,
      by,
      stale,
      ({ id, lastUsedAt }) => lastUses.get(String(id)) === Number(lastUsedAt),
    );
  }

  private async remove(
    tier: StaleTier,
    by: SweepActor,
    stale: SelectQueryBuilder<DcrClient>,
    isDue: (row: Record<string, unknown>) => boolean,
  ): Promise<number> {
    const { audit } = this;
    const take = () => this.takeSteps(stale, isDue);
    const event = (clientId: string) => this.event(tier, by, clientId);
    const events = await this.database.forSweep.write(function* () {
      const removals = (yield* take()).map(event);
      if (removals.length > 0) yield* audit.writeSteps(...removals);
      return removals;
    });
    audit.publish(...events);
    return events.length;
  }

  private event(tier: StaleTier, by: SweepActor, clientId: string | null = null): DcrAuditEvent {
    const { actor, reason } = whoAndWhy(by);
    const description = REASONS[tier];
    return this.audit.event('client.cleaned_up', {
      clientId,
      actor,
      reason: reason ?? description,
      description,
      batchId: by.batchId,
    });
  }

  /** Locks and deletes the clients. @returns their client ids */
  private *takeSteps(
    stale: SelectQueryBuilder<DcrClient>,
    isDue: (row: Record<string, unknown>) => boolean,
  ): Steps<string[]> {
    stale
      .select('client.id', 'id')
      .addSelect('client.clientId', 'clientId')
      .addSelect('client.lastUsedAt', 'lastUsedAt')
      .orderBy('client.id');
    const rows = (yield* step(this.database.dialect.lock(stale, 'write'))).rows.filter((row) => isDue(row));
    if (rows.length === 0) return [];
    const remove = this.rows.remove();
    yield* step(remove.whereInIds(rows.map(({ id }) => id)));
    return rows.map(({ clientId }) => String(clientId));
  }
}
