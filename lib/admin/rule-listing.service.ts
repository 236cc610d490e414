import { DcrDatabase } from '../database/dcr.database.js';
import { DcrRule, MAX_RULE_VALUE_LENGTH } from '../rules/rule.entity.js';
import { ListRulesQuery } from './list-rules.query.js';
import { fromCursor, keyset, type Page, toCursor } from './page.js';
import { DEFAULT_LIMIT } from './page-query.js';
import { QueryRules } from './query.rules.js';

const ORDER = 'newest';
const SEARCHED = ['rule.value', 'rule.actor', 'rule.reason'];

const QUERY_RULES = new QueryRules(ListRulesQuery);

/** Lists rules, newest first, with those that have expired until the cleanup removes them. */
export class RuleListingService {
  constructor(private readonly database: DcrDatabase) {}

  async list(query: ListRulesQuery): Promise<Page<DcrRule>> {
    const given = QUERY_RULES.convert(query);
    QUERY_RULES.check(given);
    const { kind, effect, search, cursor, limit = DEFAULT_LIMIT } = given;
    const rules = this.database.dataSource.createQueryBuilder(DcrRule, 'rule');
    if (kind !== undefined) rules.andWhere('rule.kind = :kind', { kind });
    if (effect !== undefined) rules.andWhere('rule.effect = :effect', { effect });
    if (search !== undefined) {
      // PostgreSQL rejects a NUL; no rule has one.
      if (search.length > MAX_RULE_VALUE_LENGTH || search.includes('\0')) rules.andWhere('1 = 0');
      else {
        const { sql, parameters } = this.database.dialect.contains(SEARCHED, search);
        rules.andWhere(sql, parameters);
      }
    }
    const after = cursor === undefined ? undefined : fromCursor(cursor, ORDER, ['number', 'string']);
    keyset(rules, ['rule.createdAt', 'rule.id'], 'DESC', after);
    const found = await this.database.read(rules.limit(limit + 1), (page) => page.getMany());
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    const page: Page<DcrRule> = { items };
    if (last) page.nextCursor = toCursor(ORDER, [last.createdAt.getTime(), last.id]);
    return page;
  }
}
