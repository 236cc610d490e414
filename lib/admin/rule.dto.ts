import { Type } from 'class-transformer';
import { IsDate } from 'class-validator';
import {
  type DcrRuleEffect,
  type DcrRuleKind,
  MAX_RULE_VALUE_LENGTH,
  RULE_EFFECTS,
  RULE_KINDS,
} from '../rules/rule.entity.js';
import { IsOneOf, MayBeUndefined, must, MustBe } from '../validation/value-rules.js';
import { SHOWN, SwaggerMembers } from './swagger-members.js';

/**
 * A rule to add.
 *
 * @see docs/operating.md#block-or-allow-clients
 */
@SwaggerMembers({
  kind: { ...SHOWN.oneOf(RULE_KINDS), required: true },
  value: { ...SHOWN.text, required: true },
  effect: { ...SHOWN.oneOf(RULE_EFFECTS), required: true },
  expiresAt: SHOWN.date,
})
export class RuleDto {
  @IsOneOf(RULE_KINDS)
  declare kind: DcrRuleKind;

  /**
   * - `redirectHost`: a host such as `example.com`, or `*.example.com` for every name below it but not `example.com` itself.
   *   Case, a dot at the end and Unicode letters make no difference
   * - `fingerprint`: the `fingerprint` of a client
   * - `network`: such as `203.0.113.0/24` or `2001:db8::/32`, or one address
   * - `clientId`: the URL of a metadata document, or the start of such URLs, such as `https://app.example/*`
   */
  @MustBe(
    `text of 1 to ${MAX_RULE_VALUE_LENGTH} characters`,
    (value) => typeof value === 'string' && value.length >= 1 && value.length <= MAX_RULE_VALUE_LENGTH,
  )
  declare value: string;

  @IsOneOf(RULE_EFFECTS)
  declare effect: DcrRuleEffect;

  /** From then on, the rule has no effect. Default: it never expires. */
  @MayBeUndefined()
  @Type(() => Date)
  @IsDate(must('a valid Date'))
  declare expiresAt?: Date | undefined;
}
