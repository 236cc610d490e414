import { authorityOf } from '../clients/redirect-uri.js';
import { toPrintable } from '../text/safe-text.js';
import type { DcrAuditEvent } from './audit-event.entity.js';

const MAX_TEXT_LENGTH = 256;
const MAX_HOSTS = 32;

/** What the audit log can be searched by. */
export type RequestedClient = Pick<DcrAuditEvent, 'clientName' | 'redirectHosts'>;

/** Reads the name and the redirect hosts from the members of a refused request, which may have any value. */
export function requestedClient(requested: Record<string, unknown>): RequestedClient {
  const { client_name: name, redirect_uris: uris } = requested;
  return {
    clientName: typeof name === 'string' ? toPrintable(name, MAX_TEXT_LENGTH) : null,
    redirectHosts: Array.isArray(uris) ? hostsOf(uris.slice(0, MAX_HOSTS)) : null,
  };
}

function hostsOf(uris: unknown[]): string[] {
  const hosts = uris.flatMap((uri) => (typeof uri === 'string' ? authorityOf(uri) : []));
  return [...new Set(hosts.filter((host) => host !== '').map((host) => toPrintable(host, MAX_TEXT_LENGTH)))];
}
