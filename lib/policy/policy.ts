import type { DcrDecision } from './decision.js';

/**
 * What a policy decides about: a registration that has passed all other checks. It is frozen.
 *
 * @see docs/policies.md
 */
export interface DcrPolicyContext {
  /** `dcr`: a registration. `cimd`: a Client ID Metadata Document, at its discovery or when it gains something. */
  readonly source: 'dcr' | 'cimd';
  /** The URL of the document; absent for a registration. */
  readonly clientId?: string;
  /** The host of that URL: the only part of a document that is proven. */
  readonly clientIdHost?: string;
  readonly clientName: string;
  /** `true` if an operator asks what would happen (`DcrAdminService.explain`): decide, but record nothing. Absent otherwise. */
  readonly dryRun?: true;
  /** At least one; each satisfies the option `redirectUris`. */
  readonly redirectUris: readonly string[];
  readonly grantTypes: readonly string[];
  readonly responseTypes: readonly string[];
  /** The scopes that will be registered; empty when there are none. */
  readonly scopes: readonly string[];
  readonly tokenEndpointAuthMethod: 'none';
  readonly softwareId?: string;
  readonly softwareVersion?: string;
  /** The caller's address as the application's framework sees it; absent when `register()` was called without one. */
  readonly ip?: string;
  /** Names are in lower case; the values of a repeated header are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent?: string;
  /** The recognized members of the request, under their wire names and as they were sent. */
  readonly requested: Readonly<Record<string, unknown>>;
}

/**
 * Decides about a registration that is otherwise valid. If it throws, the answer is 500; if it takes longer than
 * `policyTimeout`, 503. Either way, nothing is registered. `signal` is aborted on timeout.
 *
 * @see docs/policies.md
 */
export type DcrPolicyFunction = (
  context: DcrPolicyContext,
  signal: AbortSignal,
) => DcrDecision | Promise<DcrDecision>;

/**
 * A policy as a class: set it as the `policy` option, and list it as a provider in your application.
 *
 * @see docs/policies.md#inject-your-own-services
 */
export interface DcrPolicy {
  /** Like {@link DcrPolicyFunction}. */
  decide(context: DcrPolicyContext, signal: AbortSignal): DcrDecision | Promise<DcrDecision>;
}
