import type { AuditOrigin } from './audit.log.js';

type Headers = Record<string, string | string[] | undefined>;

/** The origin of a request, as the audit log records it. */
export function auditOrigin(ip: string | undefined, headers: Headers = {}): AuditOrigin {
  return { ip, userAgent: textOf(headers['user-agent']), requestId: textOf(headers['x-request-id']) };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
