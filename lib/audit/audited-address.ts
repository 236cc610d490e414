import { isIP } from 'node:net';
import { toPrintable } from '../text/safe-text.js';

/** An address as the option `audit.ip` wants it kept. */
export function auditedAddress(ip: string | undefined, keep: 'full' | 'truncated' | 'none'): string | null {
  if (ip === undefined || keep === 'none') return null;
  const address = ip.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  // A host that trusts every proxy hands on whatever a caller wrote into X-Forwarded-For.
  if (keep === 'full') return toPrintable(address, 64);
  return isIP(address) === 4 ? `${address.split('.').slice(0, 3).join('.')}.0/24` : ipv6Network(address);
}

function ipv6Network(address: string): string | null {
  if (isIP(address) !== 6) return null;
  // new URL() writes an IPv6 address in its one canonical form.
  const canonical = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = canonical.split('::');
  const before = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const zeros = canonical.includes('::') ? Array<string>(8 - before.length - after.length).fill('0') : [];
  return `${[...before, ...zeros, ...after].slice(0, 3).join(':')}::/48`;
}
