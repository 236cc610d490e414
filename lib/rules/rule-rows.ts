import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { DcrRule } from './rule.entity.js';

/** What a rule says, without who added it and when. */
export type RuleTerms = Pick<DcrRule, 'kind' | 'value' | 'effect' | 'expiresAt'>;

/** Selects rules as plain rows: making entities would take most of the time of loading thousands of rules. */
export function selectRules(dataSource: DataSource): SelectQueryBuilder<DcrRule> {
  return dataSource
    .createQueryBuilder(DcrRule, 'rule')
    .select('rule.id', 'id')
    .addSelect('rule.kind', 'kind')
    .addSelect('rule.value', 'value')
    .addSelect('rule.effect', 'effect')
    .addSelect('rule.expiresAt', 'expiresAt')
    .addSelect('rule.actor', 'actor')
    .addSelect('rule.reason', 'reason')
    .addSelect('rule.createdAt', 'createdAt');
}

export function toRule({ expiresAt, createdAt, ...row }: Record<string, unknown>): DcrRule {
  return Object.assign(new DcrRule(), row, {
    expiresAt: expiresAt === null ? null : new Date(Number(expiresAt)),
    createdAt: new Date(Number(createdAt)),
  });
}

/** Such as `deny redirectHost evil.example, until 2026-12-01T00:00:00.000Z`, for the audit. */
export function ruleInWords({ kind, value, effect, expiresAt }: RuleTerms): string {
  return `${effect} ${kind} ${value}${expiresAt ? `, until ${expiresAt.toISOString()}` : ''}`;
}
