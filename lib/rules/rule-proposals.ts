import { LOOPBACK_HOSTS } from '../clients/redirect-uri.js';
import type { DcrClient } from '../clients/client.entity.js';
import { fingerprintOf } from '../clients/fingerprint.js';
import { ruleHostOf } from './rule-host.js';
import type { RuleTerms } from './rule-rows.js';

/** What a rule is about. */
export type RuleTarget = Pick<RuleTerms, 'kind' | 'value'>;

/**
 * The rules that would block a client, the narrowest first. Never a loopback host, which clients of every kind use: that
 * rule would keep out most desktop applications.
 */
export function proposeTargets({ source, clientId, redirectUris }: DcrClient): RuleTarget[] {
  const hosts = new Set(redirectUris.map((uri) => ruleHostOf(uri)));
  return [
    ...(source === 'cimd' ? [{ kind: 'clientId' as const, value: clientId }] : []),
    { kind: 'fingerprint', value: fingerprintOf(redirectUris) },
    ...[...hosts]
      .filter((host) => host !== '' && !isLoopback(host))
      .map((value) => ({ kind: 'redirectHost' as const, value })),
  ];
}

function isLoopback(host: string): boolean {
  return LOOPBACK_HOSTS.has(host) || host.endsWith('.localhost') || host.startsWith('127.');
}
