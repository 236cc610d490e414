/**
 * Decisions, what a policy receives, and the ready-made policies.
 *
 * @module Policies
 */
export {
  DcrDecision,
  type DcrPolicy,
  type DcrPolicyContext,
  type DcrPolicyFunction,
  allOf,
  anyOf,
  networks,
  redirectHosts,
} from 'nestjs-dcr';
