import type { SelectQueryBuilder } from 'typeorm';
import type { DcrClient } from '../clients/client.entity.js';
import { LOOPBACK_HOSTS } from '../clients/redirect-uri.js';

/** Stands for all loopback hosts: which of them a desktop client uses tells an operator nothing. */
export const LOOPBACK = 'loopback';

const PORT = /:\d*$/;

/** The hosts of a client in the form of the list: in lower case, without ports, each once. */
export function groupsOf(redirectHosts: readonly string[]): Set<string> {
  return new Set(redirectHosts.map((host) => groupOf(host)));
}

function groupOf(authority: string): string {
  const host = authority.toLowerCase().replace(PORT, '');
  return LOOPBACK_HOSTS.has(host) ? LOOPBACK : host;
}

/** Narrows a query over `client` to the clients that count under a host. */
export function narrowToHost(query: SelectQueryBuilder<DcrClient>, given: string): void {
  const host = given.toLowerCase();
  const hosts = host === LOOPBACK ? [LOOPBACK, ...LOOPBACK_HOSTS] : [host];
  // Turning the colon before a port into a quotation mark finds a host with and without a port by one comparison.
  const conditions = hosts.map(
    (_, at) => `REPLACE(LOWER(client.redirectHosts), ':', '"') LIKE :host${at} ESCAPE '!'`,
  );
  const patterns = hosts.map((one) => `%"${one.replaceAll(':', '"').replaceAll(/[!%_]/g, '!$&')}"%`);
  query.andWhere(
    `(${conditions.join(' OR ')})`,
    Object.fromEntries(patterns.map((one, at) => [`host${at}`, one])),
  );
}

/** Whether a client could have this host. Redirect URIs contain only ASCII characters, and a number is no host, but a port. */
export function isRedirectHost(host: unknown): host is string {
  return typeof host === 'string' && /^[\x21-\x7e]{1,2048}$/.test(host) && !/"|^\d+$/.test(host);
}
