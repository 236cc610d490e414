import { isIP } from 'node:net';
import { readHostname } from '../text/hostname.js';

/** The column of `client_id`, in characters. A longer URL is an unknown client. */
const MAX_URL_LENGTH = 512;
const HTTPS_IN_VISIBLE_ASCII = /^https:\/\/[\x21-\x7e]+$/;

/** RFC 1035 §2.3.4. */
const MAX_HOST_LENGTH = 253;
/** Two labels or more. The underscore is not a hostname's, but real hosts have it. */
const DOTTED_HOST = /^(?:[a-z\d_-]{1,63}\.)+[a-z\d-]{1,63}$/;
/**
 * Names that never belong to a public host: RFC 6761, 6762, 7686 and 8375, and `internal`, which is reserved for private networks.
 * Other private names are looked up, and refused by their addresses.
 */
const NEVER_PUBLIC = /(?:^|\.)(?:localhost|local|internal|invalid|onion|home\.arpa|test)$/;

/**
 * Checks whether a `client_id` is a URL whose document may be fetched: in normal form, because the same client must not have two
 * spellings, and with a public host.
 *
 * @param clientId as it was sent; anything but a string is not a URL
 * @param isTestHost whether the test seam defines a name under `.test`
 * @returns the host name of the URL, or `undefined`
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-03#section-3
 */
export function documentHost(clientId: unknown, isTestHost: (host: string) => boolean): string | undefined {
  if (typeof clientId !== 'string' || clientId.length > MAX_URL_LENGTH) return undefined;
  if (!HTTPS_IN_VISIBLE_ASCII.test(clientId) || clientId.includes('#')) return undefined;
  const url = URL.canParse(clientId) ? new URL(clientId) : undefined;
  if (!url || url.href !== clientId || url.username || url.password || url.pathname === '/') return undefined;
  return isPublicHost(url.hostname) || isTestHost(url.hostname) ? url.hostname : undefined;
}

function isPublicHost(host: string): boolean {
  if (host.length > MAX_HOST_LENGTH || !DOTTED_HOST.test(host) || NEVER_PUBLIC.test(host)) return false;
  return isIP(host) === 0 && readHostname(host) === host;
}

/**
 * @param patterns exact names, or `*.name` for every subdomain of a name, but not the name itself
 */
export function matchesHost(host: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const name = pattern.toLowerCase();
    return name.startsWith('*.') ? host.endsWith(name.slice(1)) && host.length >= name.length : host === name;
  });
}
