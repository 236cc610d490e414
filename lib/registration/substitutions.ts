import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { MEMBERS } from './client-metadata.dto.js';
import type { Registration } from './registration.js';

const SUBSTITUTED = new Set([
  'redirectUris',
  'tokenEndpointAuthMethod',
  'grantTypes',
  'responseTypes',
  'scope',
]);

/**
 * Compares the requested with the registered values, for the audit log. Without the option `scopes`, the server has no
 * scopes, so a dropped scope does not count as a change.
 *
 * @returns `null` if nothing was changed
 */
export function findSubstitutions(
  { requested, profile }: Registration,
  hasScopes: boolean,
): DcrAuditEvent['substituted'] {
  const changed = MEMBERS.filter(
    ({ property }) => SUBSTITUTED.has(property) && (property !== 'scope' || hasScopes),
  )
    .map(({ property, wireName }) => [wireName, profile[property as keyof typeof profile]] as const)
    .filter(([wireName, value]) => requested[wireName] !== undefined && !isSame(requested[wireName], value))
    .map(([wireName, registered]) => [wireName, { requested: requested[wireName], registered }] as const);
  return changed.length > 0 ? Object.fromEntries(changed) : null;
}

/** Compares strings, or lists of strings. */
function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((entry, index) => entry === other[index]);
}
