import type { AuditOrigin } from '../audit/audit.log.js';
import { auditOrigin } from '../audit/audit-origin.js';
import { normalizeAddress } from '../text/ip-address.js';

/** Where a registration comes from. An application that calls `register()` itself may leave out everything. */
export interface RegistrationOrigin {
  /** The caller's address. A port and brackets are removed; an IPv4-mapped address becomes IPv4. */
  ip?: string;
  /** Headers with lower-case names. The policy gets all of them, the audit `x-request-id`. */
  headers?: Record<string, string | string[] | undefined>;
  /** Default: the `user-agent` header. */
  userAgent?: string;
}

/** Normalizes the address, and adds what the headers say, for the policy and the audit. */
export function completeOrigin(origin: RegistrationOrigin): RegistrationOrigin & AuditOrigin {
  const ip = origin.ip === undefined ? undefined : normalizeAddress(origin.ip);
  const { userAgent, requestId } = auditOrigin(ip, origin.headers);
  return { ...origin, ip, userAgent: origin.userAgent ?? userAgent, requestId };
}
