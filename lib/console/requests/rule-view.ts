import { BadRequestException } from '@nestjs/common';
import type { RuleDto } from '../../admin/rule.dto.js';
import type { ListRulesQuery } from '../../admin/list-rules.query.js';
import { DAY_MS } from '../../async/durations.js';
import type { DcrRuleEffect, DcrRuleKind } from '../../rules/rule.entity.js';
import { type Fields, text } from './fields.js';

/** The query string of the list of rules. */
export type RulesView = Partial<Record<'kind' | 'effect' | 'search' | 'cursor', string | undefined>>;

export function readRulesView(query: Fields | undefined): RulesView {
  return Object.fromEntries(['kind', 'effect', 'search', 'cursor'].map((name) => [name, text(query, name)]));
}

/** `DcrAdminService` checks the values. */
export function toRulesQuery({ kind, effect, search, cursor }: RulesView): ListRulesQuery {
  return {
    kind: kind as DcrRuleKind | undefined,
    effect: effect as DcrRuleEffect | undefined,
    search,
    cursor,
  };
}

/** The fields of a form that adds a rule. `DcrAdminService` checks the values. */
export function readRule(fields: Fields | undefined): RuleDto {
  return {
    kind: text(fields, 'kind') as DcrRuleKind,
    value: text(fields, 'value') ?? '',
    effect: text(fields, 'effect') as DcrRuleEffect,
    expiresAt: expiryOf(text(fields, 'days')),
  };
}

/** The number of days for which a rule is in force; without one, it never expires. */
export function expiryOf(days: string | undefined): Date | undefined {
  if (days === undefined) return undefined;
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new BadRequestException('days must be a number from 1 to 9999.');
  return new Date(Date.now() + Number(days) * DAY_MS);
}
