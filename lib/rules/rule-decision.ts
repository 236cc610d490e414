import { DcrDecision } from '../policy/decision.js';
import type { DcrRule } from './rule.entity.js';

/** What becomes of a registration that no `deny` rule matches. */
export interface RuledDecision {
  decision: DcrDecision;
  /** The rule that changed the policy's decision. */
  ruleId: string | null;
}

/**
 * Combines the rule that decides with the policy's decision: a rule never overrides the policy's denial.
 *
 * @param rule an `allow` or `pending` rule
 */
export function combine(rule: DcrRule | undefined, decision: DcrDecision): RuledDecision {
  if (rule?.effect === 'allow' && decision.outcome === 'pending') {
    return { decision: DcrDecision.allow(), ruleId: rule.id };
  }
  if (rule?.effect === 'pending' && decision.outcome === 'allow') {
    const reason = rule.reason ?? 'A rule of an operator requires approval.';
    return { decision: DcrDecision.allowPending(reason), ruleId: rule.id };
  }
  return { decision, ruleId: null };
}
