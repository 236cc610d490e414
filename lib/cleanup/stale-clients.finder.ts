import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { ClientRows } from '../clients/client.rows.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr-database.js';
import type { ClientAge } from '../options/option-groups.js';
import { DcrSession } from '../sessions/session.entity.js';
import { type Place, type StaleTier, type Stretch, TIME_OF } from './stretch.js';

/** Whatever an age says: nobody loses a client that has just registered and is still asking for consent. */
const YOUNGEST = 3_600_000;

interface ConditionBuilder {
  where(condition: string): this;
  andWhere(condition: string, parameters?: object): this;
}

/** Knows which clients are stale. Every age is counted by the database's clock. */
@Injectable()
export class StaleClientsFinder {
  private readonly now: string;

  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {
    this.now = database.dialect.now;
  }

  count(tier: StaleTier, age: number): Promise<number> {
    return this.database.read(this.query(tier, age), (stale) => stale.getCount());
  }

  /** Up to `limit` of them behind a place, the stalest first. */
  find(tier: StaleTier, age: ClientAge, limit: number, behind: Place): Promise<DcrClient[]> {
    const query = this.query(tier, age, { behind });
    query.orderBy(`client.${TIME_OF[tier]}`).addOrderBy('client.id').limit(limit);
    return this.database.read(query, (stale) => stale.getMany());
  }

  /** Where the next `limit` of them end, and whether more may follow; nothing where none is left. */
  async findEnd(
    tier: StaleTier,
    age: number,
    limit: number,
    behind: Place,
  ): Promise<{ upTo: Place; isLast: boolean } | undefined> {
    const next = this.query(tier, age, { behind })
      .select(`client.${TIME_OF[tier]}`, 'place')
      .addSelect('client.id', 'id')
      .orderBy('place')
      .addOrderBy('id')
      .limit(limit);
    const end = this.database.dataSource
      .createQueryBuilder()
      .select('place')
      .addSelect('id')
      .addSelect('COUNT(*) OVER ()', 'found')
      .from(`(${next.getQuery()})`, 'next')
      .setParameters(next.getParameters())
      .orderBy('place', 'DESC')
      .addOrderBy('id', 'DESC')
      .limit(1);
    type End = { place: string | number; id: string; found: string | number };
    const row = await this.database.read(end, (query) => query.getRawOne<End>());
    return row && { upTo: { at: Number(row.place), id: row.id }, isLast: Number(row.found) < limit };
  }

  /** All of them, or those in a stretch, under the alias `client`. */
  query(tier: StaleTier, age: ClientAge, stretch?: Stretch): SelectQueryBuilder<DcrClient> {
    const query = this.rows.query();
    this.narrow(query, tier, least(age));
    const time = `client.${TIME_OF[tier]}`;
    // The time alone lets an index find the place; the id decides among equals.
    if (stretch) {
      const { at, id } = stretch.behind;
      query.andWhere(`${time} >= :behind AND (${time} > :behind OR client.id > :behindId)`);
      query.setParameters({ behind: at, behindId: id });
    }
    if (stretch?.upTo) {
      const { at, id } = stretch.upTo;
      query.andWhere(`${time} <= :upTo AND (${time} < :upTo OR client.id <= :upToId)`);
      query.setParameters({ upTo: at, upToId: id });
    }
    return query;
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
