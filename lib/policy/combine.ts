import { DcrDecision } from './decision.js';
import type { DcrPolicyFunction } from './policy.js';

/**
 * Asks one policy after the other: the first denial counts, and one that allows only pending makes the whole
 * pending.
 */
export function allOf(...policies: DcrPolicyFunction[]): DcrPolicyFunction {
  return async (context, signal) => {
    let result = DcrDecision.allow();
    for (const policy of policies) {
      const decision = await policy(context, signal);
      // Not a decision at all: a fault, which the caller must see.
      if (!(decision instanceof DcrDecision) || decision.outcome === 'deny') return decision;
      if (result.outcome === 'allow') result = decision;
    }
    return result;
  };
}

/**
 * Asks one policy after the other until one allows. Else one that allows pending counts, else the last denial.
 *
 * @throws Error when no policy is given: nothing could ever allow
 */
export function anyOf(...policies: DcrPolicyFunction[]): DcrPolicyFunction {
  if (policies.length === 0) throw new Error('anyOf() needs at least one policy.');
  return async (context, signal) => {
    let result: DcrDecision | undefined;
    for (const policy of policies) {
      const decision = await policy(context, signal);
      // Not a decision at all: a fault, which the caller must see.
      if (!(decision instanceof DcrDecision) || decision.outcome === 'allow') return decision;
      if (result?.outcome !== 'pending') result = decision;
    }
    return result!;
  };
}
