import { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { DcrDatabase } from '../database/dcr.database.js';
import { ListAuditEventsQuery } from './list-audit-events.query.js';
import { fromCursor, keyset, type Page, toCursor } from './page.js';
import { DEFAULT_LIMIT } from './page-query.js';
import { QueryRules } from './query.rules.js';
import { search } from './search.js';

const EQUAL = ['type', 'clientId', 'outcome', 'error', 'cause', 'ip', 'actor', 'batchId'] as const;
const SEARCHED = {
  texts: [
    'event.clientName',
    'event.userAgent',
    'event.ip',
    'event.actor',
    // The URL of a metadata document; another client id says nothing.
    `CASE WHEN event.source = 'cimd' THEN event.clientId END`,
  ],
  lists: ['event.redirectHosts'],
};
/** What the cursors of each order carry, and its direction. */
const ORDERS = {
  '-createdAt': { order: 'newest', direction: 'DESC' },
  createdAt: { order: 'oldest', direction: 'ASC' },
} as const;

const RULES = new QueryRules(ListAuditEventsQuery, {
  unknown: (member) => `The audit has no ${member}; filter by ${EQUAL.join(', ')}, search, from or to.`,
});

/** Lists audit events. */
export class AuditListingService {
  constructor(private readonly database: DcrDatabase) {}

  async list(query: ListAuditEventsQuery): Promise<Page<DcrAuditEvent>> {
    const given = RULES.convert(query);
    RULES.check(given);
    const { cursor, limit = DEFAULT_LIMIT, from, to, sort = '-createdAt' } = given;
    const { order, direction } = ORDERS[sort];
    const events = this.database.dataSource.createQueryBuilder(DcrAuditEvent, 'event');
    for (const member of EQUAL) {
      const value = given[member];
      if (value === undefined) continue;
      // PostgreSQL rejects a NUL; no row has one.
      if (value.includes('\0')) events.andWhere('1 = 0');
      else events.andWhere(`event.${member} = :${member}`, { [member]: value });
    }
    if (given.search !== undefined) search(events, SEARCHED, given.search, this.database.dialect);
    if (from) events.andWhere('event.createdAt >= :from', { from: from.getTime() });
    if (to) events.andWhere('event.createdAt < :to', { to: to.getTime() });
    const after = cursor === undefined ? undefined : fromCursor(cursor, order, ['number', 'string']);
    keyset(events, ['event.createdAt', 'event.id'], direction, after);
    const found = await this.database.read(events.limit(limit + 1), (page) => page.getMany());
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    const page: Page<DcrAuditEvent> = { items };
    if (last) page.nextCursor = toCursor(order, [last.createdAt.getTime(), last.id]);
    return page;
  }
}
