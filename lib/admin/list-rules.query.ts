import { IsString } from 'class-validator';
import { type DcrRuleEffect, type DcrRuleKind, RULE_EFFECTS, RULE_KINDS } from '../rules/rule.entity.js';
import { IsOneOf, MayBeUndefined, must } from '../validation/value-rules.js';
import { IsCursor, IsPageLimit, type PageQuery } from './page-query.js';
import { SHOWN, SwaggerMembers } from './swagger-members.js';

/**
 * Selects rules, newest first. All given members must match.
 *
 * @see docs/operating.md#block-or-allow-clients
 */
@SwaggerMembers({
  kind: SHOWN.oneOf(RULE_KINDS),
  effect: SHOWN.oneOf(RULE_EFFECTS),
  search: SHOWN.text,
  cursor: SHOWN.cursor,
  limit: SHOWN.limit,
})
export class ListRulesQuery implements PageQuery {
  @MayBeUndefined()
  @IsOneOf(RULE_KINDS)
  declare kind?: DcrRuleKind | undefined;

  @MayBeUndefined()
  @IsOneOf(RULE_EFFECTS)
  declare effect?: DcrRuleEffect | undefined;

  /** Part of the value, the actor or the reason; case-insensitive. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare search?: string | undefined;

  @IsCursor()
  declare cursor?: string | undefined;

  @IsPageLimit()
  declare limit?: number | undefined;
}
