import { Injectable } from '@nestjs/common';
import { DcrAuditEvent, type DcrAuditEventType, type DcrAuditOutcome } from '../audit/audit-event.entity.js';
import { DcrDatabase } from '../database/dcr-database.js';
import { DcrInvalidQueryError, type DcrRejectionCause } from '../errors/index.js';
import { date, fromCursor, keyset, type Page, pageLimit, type PageQuery, toCursor } from './page.js';

/** Which events are meant, the newest first; every member that is given must hold. */
export interface ListAuditEventsQuery extends PageQuery {
  type?: DcrAuditEventType;
  clientId?: string;
  outcome?: DcrAuditOutcome;
  /** The OAuth error code of a rejection. */
  error?: string;
  /** Why a registration was rejected, such as `'policy'`. */
  cause?: DcrRejectionCause;
  /** As it is kept: see the option `audit.ip`. */
  ip?: string;
  /** Inclusive. */
  from?: Date;
  /** Exclusive. */
  to?: Date;
}

const EQUAL = ['type', 'clientId', 'outcome', 'error', 'cause', 'ip'] as const;
const ORDER = 'newest';

/** Lists the audit, the newest first. */
@Injectable()
export class AuditListingService {
  constructor(private readonly database: DcrDatabase) {}

  async list({ cursor, limit, from, to, ...rest }: ListAuditEventsQuery): Promise<Page<DcrAuditEvent>> {
    const most = pageLimit(limit);
    const query = this.database.dataSource.createQueryBuilder(DcrAuditEvent, 'event');
    for (const [member, value] of Object.entries(rest)) {
      if (value === undefined) continue;
      if (!EQUAL.includes(member as (typeof EQUAL)[number])) {
        throw new DcrInvalidQueryError(
          `The audit has no ${member}; filter by ${EQUAL.join(', ')}, from or to.`,
        );
      }
      if (typeof value !== 'string') throw new DcrInvalidQueryError(`${member} must be text.`);
      // PostgreSQL takes a NUL for an error; no row has one.
      if (value.includes('\0')) query.andWhere('1 = 0');
      else query.andWhere(`event.${member} = :${member}`, { [member]: value });
    }
    for (const [name, at] of Object.entries({ from, to })) {
      const expected = at === undefined ? undefined : date(at);
      if (expected) throw new DcrInvalidQueryError(`${name} must be ${expected}.`);
    }
    if (from) query.andWhere('event.createdAt >= :from', { from: from.getTime() });
    if (to) query.andWhere('event.createdAt < :to', { to: to.getTime() });
    const after = cursor === undefined ? undefined : fromCursor(cursor, ORDER, ['number', 'string']);
    keyset(query, ['event.createdAt', 'event.id'], 'DESC', after);
    const found = await this.database.read(query.limit(most + 1), (page) => page.getMany());
    const items = found.slice(0, most);
    const last = found.length > most ? items.at(-1) : undefined;
    return { items, ...(last && { nextCursor: toCursor(ORDER, [last.createdAt.getTime(), last.id]) }) };
  }
}
