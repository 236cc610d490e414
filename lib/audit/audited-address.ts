import { isIP } from 'node:net';
import { ipv6Groups, normalizeAddress } from '../text/ip-address.js';
import { toPrintable } from '../text/safe-text.js';

/** An address in the form that the option `audit.ip` asks for. */
export function auditedAddress(ip: string | undefined, keep: 'full' | 'truncated' | 'none'): string | null {
  if (ip === undefined || keep === 'none') return null;
  const address = normalizeAddress(ip);
  // An application that trusts every proxy passes on whatever the caller wrote into X-Forwarded-For.
  if (keep === 'full') return toPrintable(address, 64);
  return isIP(address) === 4 ? `${address.split('.').slice(0, 3).join('.')}.0/24` : ipv6Network(address);
}

function ipv6Network(address: string): string | null {
  return isIP(address) === 6 ? `${ipv6Groups(address, 3)}::/48` : null;
}
