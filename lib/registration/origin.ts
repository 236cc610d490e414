import type { AuditOrigin } from '../audit/audit.log.js';
import { auditOrigin } from '../audit/audit-origin.js';
import { normalizeAddress } from '../text/ip-address.js';

/**
 * The origin of a registration. Every member is optional for an application that calls `register()` itself.
 *
 * @see docs/policies.md#restrict-networks
 */
export interface RegistrationOrigin {
  /** The caller's address. A port and brackets are removed; an IPv4-mapped address becomes IPv4. */
  ip?: string | undefined;
  /** Headers with lower-case names. The policy receives all of them; the audit log stores `x-request-id`. */
  headers?: Record<string, string | string[] | undefined> | undefined;
  /** Default: the `user-agent` header. */
  userAgent?: string | undefined;
}

/**
 * Normalizes the address, and reads the user agent and the request ID from the headers. `null` counts as absent: it is what
 * an application without TypeScript passes on for an unknown address.
 */
export function completeOrigin(origin: RegistrationOrigin | null): RegistrationOrigin & AuditOrigin {
  const ip = typeof origin?.ip === 'string' ? normalizeAddress(origin.ip) : undefined;
  const headers = origin?.headers ?? undefined;
  const { userAgent, requestId } = auditOrigin(ip, headers);
  return { ip, headers, userAgent: origin?.userAgent ?? userAgent, requestId };
}
