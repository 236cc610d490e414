import { Brackets } from 'typeorm';
import { DcrDatabase } from '../database/dcr.database.js';
import { endedAt, openAt } from '../sessions/open-session.js';
import { DcrSession } from '../sessions/session.entity.js';
import { ListSessionsQuery } from './list-sessions.query.js';
import { fromCursor, keyset, type Page, toCursor } from './page.js';
import { DEFAULT_LIMIT } from './page-query.js';
import { QueryRules } from './query.rules.js';

const EQUAL = ['clientId', 'subject'] as const;
const ORDER = 'newest';

const RULES = new QueryRules(ListSessionsQuery);

/** Lists sessions, newest first: their ids begin with the time at which they were opened. */
export class SessionListingService {
  constructor(private readonly database: DcrDatabase) {}

  async list(query: ListSessionsQuery): Promise<Page<DcrSession>> {
    const given = RULES.convert(query);
    RULES.check(given);
    const { active, cursor, limit = DEFAULT_LIMIT } = given;
    const sessions = this.database.dataSource.createQueryBuilder(DcrSession, 'session');
    for (const member of EQUAL) {
      const value = given[member];
      if (value === undefined) continue;
      // PostgreSQL rejects a NUL; no row has one.
      if (value.includes('\0')) sessions.andWhere('1 = 0');
      else sessions.andWhere(`session.${member} = :${member}`, { [member]: value });
    }
    if (active !== undefined) {
      const state = (active ? openAt : endedAt)(this.database.now());
      sessions.andWhere(new Brackets((either) => either.where(state)));
    }
    const after = cursor === undefined ? undefined : fromCursor(cursor, ORDER, ['string']);
    keyset(sessions, ['session.id'], 'DESC', after);
    const found = await this.database.read(sessions.limit(limit + 1), (page) => page.getMany());
    const items = found.slice(0, limit);
    const page: Page<DcrSession> = { items };
    if (found.length > limit) page.nextCursor = toCursor(ORDER, [items.at(-1)!.id]);
    return page;
  }
}
