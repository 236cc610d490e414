import type { DcrDecision } from './decision.js';

/** Everything that a policy may look at: frozen, and already checked against the profile. */
export interface DcrPolicyContext {
  readonly clientName: string;
  /** At least one; each inside the configured rules. */
  readonly redirectUris: readonly string[];
  readonly grantTypes: readonly string[];
  readonly responseTypes: readonly string[];
  /** What will be registered; empty where no scope is. */
  readonly scopes: readonly string[];
  readonly tokenEndpointAuthMethod: 'none';
  readonly softwareId?: string;
  readonly softwareVersion?: string;
  /** The caller's address as the host's framework sees it; absent when `register()` was called without one. */
  readonly ip?: string;
  /** Lower-case names; a header that came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent?: string;
  /** The recognised members of the request under their wire names, as they were asked for. */
  readonly requested: Readonly<Record<string, unknown>>;
}

/**
 * Decides about a registration that is otherwise good. Throwing answers 500, taking longer than `policyTimeout`
 * answers 503; either way nothing is registered. `signal` is aborted when the time is up.
 */
export type DcrPolicyFunction = (
  context: DcrPolicyContext,
  signal: AbortSignal,
) => DcrDecision | Promise<DcrDecision>;

/** A policy as a class: name it in the `policy` option and provide it in the host, with whatever it injects. */
export interface DcrPolicy {
  /** As {@link DcrPolicyFunction}. */
  decide(context: DcrPolicyContext, signal: AbortSignal): DcrDecision | Promise<DcrDecision>;
}
