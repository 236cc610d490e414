import type { SelectQueryBuilder } from 'typeorm';
import { HOUR_MS } from '../async/durations.js';
import { ClientRows } from '../clients/client.rows.js';
import type { DcrClient } from '../clients/client.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import type { ClientAge } from '../options/option-groups.js';
import { DcrSession } from '../sessions/session.entity.js';
import { type ClientRange, type Position, type StaleTier, TIME_OF } from './client-range.js';

/** A lower bound for all ages, so that no client is removed while its user is still on the consent page. */
const MIN_CLIENT_AGE_MS = HOUR_MS;

interface ConditionBuilder {
  where(condition: string): this;
  andWhere(condition: string, parameters?: object): this;
}

/** Finds stale clients. Ages are measured by the database's clock. */
export class StaleClientsFinder {
  private readonly now: string;

  constructor(
    private readonly database: DcrDatabase,
    private readonly rows: ClientRows,
  ) {
    this.now = database.dialect.now;
  }

  count(tier: StaleTier, age: number): Promise<number> {
    return this.database.forSweep.read(this.query(tier, age), (stale) => stale.getCount());
  }

  /** Up to `limit` stale clients after a position, the stalest first. */
  find(tier: StaleTier, age: ClientAge, limit: number, after: Position): Promise<DcrClient[]> {
    const query = this.query(tier, age, { after });
    query.orderBy(`client.${TIME_OF[tier]}`).addOrderBy('client.id').limit(limit);
    return this.database.forSweep.read(query, (stale) => stale.getMany());
  }

  /** Where the next `limit` stale clients end, and whether they are the last ones; `undefined` if none is left. */
  async findEnd(
    tier: StaleTier,
    age: number,
    limit: number,
    after: Position,
  ): Promise<{ upTo: Position; isLast: boolean } | undefined> {
    const next = this.query(tier, age, { after })
      .select(`client.${TIME_OF[tier]}`, 'position')
      .addSelect('client.id', 'id')
      .orderBy('position')
      .addOrderBy('id')
      .limit(limit);
    const end = this.database.dataSource
      .createQueryBuilder()
      .select('position')
      .addSelect('id')
      .addSelect('COUNT(*) OVER ()', 'found')
      .from(`(${next.getQuery()})`, 'next')
      .setParameters(next.getParameters())
      .orderBy('position', 'DESC')
      .addOrderBy('id', 'DESC')
      .limit(1);
    type End = { position: string | number; id: string; found: string | number };
    const row = await this.database.forSweep.read(end, (query) => query.getRawOne<End>());
    return row && { upTo: { at: Number(row.position), id: row.id }, isLast: Number(row.found) < limit };
  }

  /** Selects all stale clients, or those in a range, under the alias `client`. */
  query(tier: StaleTier, age: ClientAge, range?: ClientRange): SelectQueryBuilder<DcrClient> {
    const query = this.rows.query();
    this.narrow(query, tier, queriedAge(age));
    const time = `client.${TIME_OF[tier]}`;
    // An index finds the position by the condition on the time alone; the id orders clients of the same time.
    if (range) {
      const { at, id } = range.after;
      query.andWhere(`${time} >= :after AND (${time} > :after OR client.id > :afterId)`);
      query.setParameters({ after: at, afterId: id });
    }
    if (range?.upTo) {
      const { at, id } = range.upTo;
      query.andWhere(`${time} <= :upTo AND (${time} < :upTo OR client.id <= :upToId)`);
      query.setParameters({ upTo: at, upToId: id });
    }
    return query;
  }

  private narrow(query: SelectQueryBuilder<DcrClient>, tier: StaleTier, age: number): void {
    const { now } = this;
    // A literal, so that the planner can use it. It is safe to embed: a number that was checked at startup.
    const minAge = Math.max(age, tier === 'unused' ? MIN_CLIENT_AGE_MS : 0);
    // The user of a further instance may be on the consent page, however old the client is.
    const minRegistered = Math.max(age, MIN_CLIENT_AGE_MS);
    (query as ConditionBuilder)
      .where(`client.source IN ('dcr', 'cimd')`)
      .andWhere(tier === 'unused' ? `client.status IN ('active', 'pending')` : `client.status = 'active'`)
      .andWhere(`client.createdAt <= ${now} - ${MIN_CLIENT_AGE_MS}`)
      .andWhere(
        tier === 'unused'
          ? `client.lastUsedAt IS NULL AND client.createdAt <= ${now} - ${minAge}`
          : `client.lastUsedAt <= ${now} - ${minAge}`,
      )
      .andWhere(`(client.enabledAt IS NULL OR client.enabledAt <= ${now} - ${minAge})`)
      .andWhere(`(client.lastRegisteredAt IS NULL OR client.lastRegisteredAt <= ${now} - ${minRegistered})`)
      .andWhere(`NOT EXISTS ${this.openSession(query)}`);
  }

  /** TypeORM puts subqueries in parentheses; SQLite rejects a second pair. */
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

/** The age that the query can check. A function needs the client, so its age is checked after reading. */
function queriedAge(age: ClientAge): number {
  return typeof age === 'number' ? age : 0;
}
