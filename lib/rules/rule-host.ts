import { isIP } from 'node:net';
import { hostnameOf } from '../clients/redirect-uri.js';
import { normalizeAddress } from '../text/ip-address.js';

/**
 * The host of a redirect URI in the spelling that rules compare: another one for the same host must not evade a rule. The
 * host of a custom scheme may be percent-encoded, which operating systems decode.
 *
 * @returns an empty text for a URI without a host
 */
export function ruleHostOf(uri: string): string {
  const host = hostnameOf(uri);
  if (host.includes('%')) return decoded(host);
  return host.startsWith('[') ? unmappedHost(host) : host;
}

/** An IPv4-mapped IPv6 address leads to the IPv4 address. @param host an IPv6 address in brackets */
export function unmappedHost(host: string): string {
  const address = normalizeAddress(host);
  return isIP(address) === 4 ? address : host;
}

function decoded(host: string): string {
  try {
    return decodeURIComponent(host).toLowerCase().replace(/\.$/, '');
  } catch {
    return host;
  }
}
