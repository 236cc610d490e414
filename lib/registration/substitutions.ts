import type { DcrAuditEvent } from '../audit/audit-event.entity.js';
import { MEMBERS } from './client-metadata.dto.js';
import type { Registration } from './registration.js';

const SUBSTITUTED = ['redirectUris', 'tokenEndpointAuthMethod', 'grantTypes', 'responseTypes', 'scope'];
/** The members that the server may change. */
const SUBSTITUTED_MEMBERS = MEMBERS.filter(({ property }) => SUBSTITUTED.includes(property));

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
  let changed: DcrAuditEvent['substituted'] = null;
  for (const { property, wireName } of SUBSTITUTED_MEMBERS) {
    const value = requested[wireName];
    const registered = profile[property as keyof typeof profile];
    if (value === undefined || isSame(value, registered) || (property === 'scope' && !hasScopes)) continue;
    changed ??= {};
    changed[wireName] = { requested: value, registered };
  }
  return changed;
}

/** Compares strings, or lists of strings. */
function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((entry, index) => entry === other[index]);
}
