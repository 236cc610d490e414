import { DcrDecision } from './decision.js';
import type { DcrPolicyFunction } from './policy.js';

/**
 * Allows a client if every redirect URI is an http or https URL on one of these hosts. Custom schemes are denied: in
 * `cursor://chatgpt.com/cb`, only the client's own software decides what the host means.
 *
 * @param hosts names without a port: `'chatgpt.com'` is that name alone, `'*.example.com'` every name below it. List
 *   `'localhost'`, `'127.0.0.1'` and `'[::1]'` like any other
 * @throws Error when no host is given, or one is not a host name
 * @see docs/policies.md#restrict-redirect-uris
 */
export function redirectHosts(...hosts: string[]): DcrPolicyFunction {
  if (hosts.length === 0) throw new Error('redirectHosts() needs at least one host, such as "chatgpt.com".');
  const rules = hosts.map((host) => toRule(host));
  const isAllowed = (uri: string) => {
    const { protocol, hostname } = new URL(uri);
    return isWeb(protocol) && rules.some((allows) => allows(hostname));
  };
  return ({ redirectUris }) => {
    const outside = redirectUris.findIndex((uri) => !isAllowed(uri));
    if (outside < 0) return DcrDecision.allow();
    return DcrDecision.deny(`redirect_uris[${outside}] goes to a host that this server does not allow.`);
  };
}

function isWeb(protocol: string): boolean {
  return protocol === 'https:' || protocol === 'http:';
}

function toRule(host: string): (hostname: string) => boolean {
  const isBelow = host.startsWith('*.');
  const name = (isBelow ? host.slice(2) : host).toLowerCase();
  if (name.includes('*') || !URL.canParse(`https://${name}/`) || new URL(`https://${name}/`).host !== name) {
    throw new Error(`redirectHosts(): "${host}" is not a host name; write it without scheme, port and path.`);
  }
  return isBelow ? (hostname) => hostname.endsWith(`.${name}`) : (hostname) => hostname === name;
}
