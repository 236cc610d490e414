import { Inject, Injectable, type Type } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { familyOf, NOW } from '../database/dialect.js';
import { DCR_CLIENT_ENTITY } from '../database/tokens.js';
import { execute, type Outcome, type Statement } from '../database/transaction.js';
import type { ClientAge } from '../options/dcr-module-options.js';
import { DcrSession } from '../sessions/session.entity.js';

/** Whatever an age says: nobody loses a client that has just registered and is still asking for consent. */
const YOUNGEST = 3_600_000;

export type StaleTier = 'unused' | 'idle';

interface ConditionBuilder {
  where(condition: string): this;
  andWhere(condition: string, parameters?: object): this;
}

/** Knows which clients are stale. Every age is counted by the database's clock. */
@Injectable()
export class StaleClients {
  private readonly now: string;

  constructor(
    private readonly database: DcrDatabase,
    @Inject(DCR_CLIENT_ENTITY) private readonly Client: Type<DcrClient>,
  ) {
    this.now = NOW[familyOf(database.dataSource)];
  }

  /** Up to `limit` stale clients behind the client `after`, the stalest first. */
  async find(tier: StaleTier, age: ClientAge, limit: number, after?: DcrClient): Promise<DcrClient[]> {
    const query = this.database.dataSource.createQueryBuilder(this.Client, 'client');
    this.narrow(query, tier, least(age));
    const order = tier === 'unused' ? 'createdAt' : 'lastUsedAt';
    if (after) {
      const at = after[order]!.getTime();
      const behind = `client.${order} > :at OR (client.${order} = :at AND client.id > :id)`;
      query.andWhere(`(${behind})`, { at, id: after.id });
    }
    query.orderBy(`client.${order}`).addOrderBy('client.id').limit(limit);
    return this.database.read(() => query.getMany());
  }

  count(tier: StaleTier, age: number): Promise<number> {
    const query = this.database.dataSource.createQueryBuilder(this.Client, 'client');
    this.narrow(query, tier, age);
    return this.database.read(() => query.getCount());
  }

  /**
   * Deletes those of some clients that are still stale at this moment, and returns their client ids: the whole
   * condition is asked again, under a lock, because any of them may have been used since it was found.
   */
  *deleteStale(tier: StaleTier, age: ClientAge, found: DcrClient[]): Generator<Statement, string[], Outcome> {
    const { dataSource } = this.database;
    const find = dataSource
      .createQueryBuilder(this.Client, 'client')
      .select('client.id', 'id')
      .addSelect('client.clientId', 'clientId')
      .addSelect('client.lastUsedAt', 'lastUsedAt');
    this.narrow(find, tier, least(age));
    find.andWhere('client.id IN (:...ids)', { ids: found.map(({ id }) => id) }).orderBy('client.id');
    if (familyOf(dataSource) !== 'sqlite') find.setLock('pessimistic_write');
    // What a function said of a client was said of its last use.
    const lastUses = new Map(found.map(({ id, lastUsedAt }) => [id, lastUsedAt?.getTime() ?? 0]));
    const rows = (yield* execute(find)).rows.filter(
      ({ id, lastUsedAt }) => lastUses.get(String(id)) === Number(lastUsedAt),
    );
    if (rows.length === 0) return [];
    const remove = dataSource.createQueryBuilder().delete().from(this.Client);
    yield* execute(remove.whereInIds(rows.map(({ id }) => id)));
    return rows.map(({ clientId }) => String(clientId));
  }

  private narrow(query: SelectQueryBuilder<DcrClient>, tier: StaleTier, age: number): void {
    const { now } = this;
    // A number of our own, checked at start; as a literal the planner can use it.
    const atLeast = Math.max(age, tier === 'unused' ? YOUNGEST : 0);
    (query as ConditionBuilder)
      .where(`client.source = 'dcr'`)
      .andWhere(tier === 'unused' ? `client.status IN ('active', 'pending')` : `client.status = 'active'`)
      .andWhere(`client.createdAt <= ${now} - ${YOUNGEST}`)
      .andWhere(
        tier === 'unused'
          ? `client.lastUsedAt IS NULL AND client.createdAt <= ${now} - ${atLeast}`
          : `client.lastUsedAt <= ${now} - ${atLeast}`,
      )
      .andWhere(`(client.enabledAt IS NULL OR client.enabledAt <= ${now} - ${atLeast})`)
      .andWhere(`NOT EXISTS ${this.openSession(query)}`);
  }

  /** In parentheses, as every subquery of TypeORM: SQLite takes no second pair. */
  private openSession(query: SelectQueryBuilder<DcrClient>): string {
    return query
      .subQuery()
      .select('1')
      .from(DcrSession, 'session')
      .where('session.clientId = client.clientId')
      .andWhere('session.closedAt IS NULL AND session.revokedAt IS NULL')
      .andWhere(`(session.expiresAt IS NULL OR session.expiresAt > ${this.now})`)
      .getQuery();
  }
}

/** What a function says of a client is known only when the client has been read. */
function least(age: ClientAge): number {
  return typeof age === 'number' ? age : 0;
}
