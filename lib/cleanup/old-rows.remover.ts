import { type EntityTarget, type FindOptionsWhere, In, IsNull, type ObjectLiteral } from 'typeorm';
import { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { before } from '../database/time-conditions.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import { DcrSession } from '../sessions/session.entity.js';
import { DcrRateLimit } from '../throttling/rate-limit.entity.js';

interface OldRowCounts {
  auditEvents: number;
  rateLimits: number;
  sessions: number;
}

type Kind<Row extends ObjectLiteral> = {
  entity: EntityTarget<Row>;
  key: keyof Row & string;
  where: FindOptionsWhere<Row>[];
};

/** Removes audit events past their retention, ended windows of the limiter, and sessions that ended before the retention. */
export class OldRowsRemover {
  constructor(
    private readonly database: DcrDatabase,
    private readonly options: ResolvedDcrOptions,
  ) {}

  /** @param between called before each batch; if it throws, the work ends */
  async remove(batchSize: number, between: () => Promise<void>): Promise<OldRowCounts> {
    const { auditEvents, rateLimits, sessions } = this.kinds();
    return {
      auditEvents: await this.removeAll(auditEvents, batchSize, between),
      rateLimits: await this.removeAll(rateLimits, batchSize, between),
      sessions: await this.removeAll(sessions, batchSize, between),
    };
  }

  async count(): Promise<OldRowCounts> {
    const { auditEvents, rateLimits, sessions } = this.kinds();
    return {
      auditEvents: await this.countAll(auditEvents),
      rateLimits: await this.countAll(rateLimits),
      sessions: await this.countAll(sessions),
    };
  }

  private kinds() {
    const now = this.database.now();
    const old = before(new Date(now.getTime() - this.options.audit.retention));
    const auditEvents: Kind<DcrAuditEvent> = {
      entity: DcrAuditEvent,
      key: 'id',
      where: [{ createdAt: old }],
    };
    const rateLimits: Kind<DcrRateLimit> = {
      entity: DcrRateLimit,
      key: 'key',
      where: [{ expiresAt: before(now) }],
    };
    const sessions: Kind<DcrSession> = {
      entity: DcrSession,
      key: 'id',
      where: [
        { closedAt: old },
        { revokedAt: old, revocationState: 'done' },
        { expiresAt: old, revokedAt: IsNull() },
      ],
    };
    return { auditEvents, rateLimits, sessions };
  }

  private countAll<Row extends ObjectLiteral>({ entity, where }: Kind<Row>): Promise<number> {
    return this.database.forSweep.count(entity, where);
  }

  /** One condition at a time, so that each can use its own index. */
  private async removeAll<Row extends ObjectLiteral>(
    { entity, key, where }: Kind<Row>,
    batchSize: number,
    between: () => Promise<void>,
  ): Promise<number> {
    let removed = 0;
    for (const condition of where) {
      let found: Row[];
      do {
        await between();
        found = await this.database.forSweep.find(entity, {
          where: condition,
          select: { [key]: true },
          take: batchSize,
        } as object);
        if (found.length === 0) break;
        // Check the condition again: a caller may have begun a new window since.
        const still = { ...condition, [key]: In(found.map((row) => row[key])) };
        const remove = this.database.dataSource.createQueryBuilder().delete().from(entity).where(still);
        removed += (await this.database.forSweep.execute(remove)).affected;
      } while (found.length === batchSize);
    }
    return removed;
  }
}
