import { DcrDecision } from './decision.js';
import type { DcrPolicyFunction } from './policy.js';

/**
 * Combines policies that must all allow. They run in order: the first denial decides, and a single `allowPending()`
 * makes the registration pending.
 *
 * @see docs/policies.md#combine-policies
 */
export function allOf(...policies: DcrPolicyFunction[]): DcrPolicyFunction {
  return async (context, signal) => {
    let result = DcrDecision.allow();
    for (const policy of policies) {
      const decision = await policy(context, signal);
      // Return anything that is not a decision: it is a fault in the policy, which the caller reports.
      if (!(decision instanceof DcrDecision) || decision.outcome === 'deny') return decision;
      if (result.outcome === 'allow') result = decision;
    }
    return result;
  };
}

/**
 * Combines policies of which one must allow. They run in order until one does. If none does, an `allowPending()`
 * decides, else the last denial.
 *
 * @throws Error when no policy is given, because nothing could ever be allowed
 * @see docs/policies.md#combine-policies
 */
export function anyOf(...policies: DcrPolicyFunction[]): DcrPolicyFunction {
  if (policies.length === 0) throw new Error('anyOf() needs at least one policy.');
  return async (context, signal) => {
    let result: DcrDecision | undefined;
    for (const policy of policies) {
      const decision = await policy(context, signal);
      // Return anything that is not a decision: it is a fault in the policy, which the caller reports.
      if (!(decision instanceof DcrDecision) || decision.outcome === 'allow') return decision;
      if (result?.outcome !== 'pending') result = decision;
    }
    return result!;
  };
}
