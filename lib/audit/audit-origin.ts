import type { AuditOrigin } from './audit.log.js';

type Headers = Record<string, string | string[] | undefined>;

/** What the audit keeps of where a request comes from. */
export function auditOrigin(ip: string | undefined, headers: Headers = {}): AuditOrigin {
  return { ip, userAgent: textOf(headers['user-agent']), requestId: textOf(headers['x-request-id']) };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}
