import type { DcrClient } from '../clients/client.entity.js';
import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import type { ResolvedDcrOptions } from '../options/resolved-options.js';
import type { RequestedMetadata } from './recognised-members.js';

/**
 * Compares what was asked for with what is registered, for the audit; `null` when nothing was changed. Without the option
 * `scopes` this server has no scopes, so leaving them out changes nothing.
 */
export function substitutions(
  requested: RequestedMetadata,
  client: DcrClient,
  { scopes }: Pick<ResolvedDcrOptions, 'scopes'>,
): DcrAuditEvent['substituted'] {
  const registered: RequestedMetadata = {
    redirect_uris: client.redirectUris,
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    grant_types: client.grantTypes,
    response_types: client.responseTypes,
    ...(scopes && { scope: client.scope }),
  };
  const changed = Object.entries(registered)
    .filter(([member]) => requested[member] !== undefined)
    .filter(([member, value]) => !isSame(requested[member], value))
    .map(([member, value]) => [member, { requested: requested[member], registered: value }] as const);
  return changed.length > 0 ? Object.fromEntries(changed) : null;
}

/** Of a text or a list of texts. */
function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((entry, index) => entry === other[index]);
}
