import { isIP } from 'node:net';

/** An IPv4-mapped IPv6 address in the form that `URL` writes: `::ffff:cb00:7101`. */
const MAPPED = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/;
const WITH_PORT = /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/;

/**
 * Brings a caller's address to one form: no port, no brackets, and IPv4-mapped IPv6 as IPv4. Proxies such as Azure
 * Application Gateway append the port to `X-Forwarded-For`, and a dual-stack listener reports IPv4 callers as mapped.
 * Text that is not an address stays as it is.
 */
export function normalizeAddress(address: string): string {
  if (isIP(address) === 4) return address;
  const [, bracketed, beforePort] = WITH_PORT.exec(address) ?? [];
  const bare = bracketed ?? beforePort ?? address;
  const version = isIP(bare);
  if (version === 6) return unmap(bare);
  return version === 4 ? bare : address;
}

function unmap(address: string): string {
  if (!/ffff/i.test(address)) return address;
  const [, high, low] = MAPPED.exec(canonicalIpv6(address)) ?? [];
  if (high === undefined || low === undefined) return address;
  const [one, two] = [parseInt(high, 16), parseInt(low, 16)];
  return [one >> 8, one & 255, two >> 8, two & 255].join('.');
}

/** The canonical form of RFC 5952, without a zone. */
function canonicalIpv6(address: string): string {
  return new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
}

/** Groups of an IPv6 address that count as one caller: /64, the smallest network that a customer gets. */
const CALLER_GROUPS = 4;

/** What counts as one caller: an IPv4 address, the /64 of an IPv6 address, or the text as it is. */
export function callerNetwork(address: string): string {
  const normalized = normalizeAddress(address);
  return isIP(normalized) === 6 ? `${ipv6Groups(normalized, CALLER_GROUPS)}::/64` : normalized;
}

/** The first groups of an IPv6 address, such as `2001:db8:0`. */
export function ipv6Groups(address: string, count: number): string {
  const canonical = canonicalIpv6(address);
  const [head = '', tail = ''] = canonical.split('::');
  const before = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const zeros = canonical.includes('::') ? Array<string>(8 - before.length - after.length).fill('0') : [];
  return [...before, ...zeros, ...after].slice(0, count).join(':');
}
