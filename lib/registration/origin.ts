import type { AuditOrigin } from '../audit/audit.log.js';
import { auditOrigin } from '../audit/audit-origin.js';
import { normalizeAddress } from '../text/ip-address.js';

/** Where a registration comes from. All of it may be absent when the application itself calls `register()`. */
export interface RegistrationOrigin {
  /** The caller's address; a port and brackets are removed, and an IPv4-mapped address becomes IPv4. */
  ip?: string;
  /** Lower-case names. `x-request-id` goes to the audit, and all of them to the policy. */
  headers?: Record<string, string | string[] | undefined>;
  /** Default: the `user-agent` header. */
  userAgent?: string;
}

/** What the policy and the audit are told: what the headers add, and the address in its one form. */
export function completeOrigin(origin: RegistrationOrigin): RegistrationOrigin & AuditOrigin {
  const ip = origin.ip === undefined ? undefined : normalizeAddress(origin.ip);
  const { userAgent, requestId } = auditOrigin(ip, origin.headers);
  return { ...origin, ...(ip !== undefined && { ip }), userAgent: origin.userAgent ?? userAgent, requestId };
}
