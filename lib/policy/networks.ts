import { BlockList, isIP } from 'node:net';
import { normalizeAddress } from '../text/ip-address.js';
import { splitNetwork } from '../text/ip-network.js';
import { DcrDecision } from './decision.js';
import type { DcrPolicyFunction } from './policy.js';

/**
 * Allows callers from these networks. The address is the one that your framework reports: behind a proxy, configure
 * which proxies it trusts. A registration without an address is denied.
 *
 * @param cidrs such as `'10.0.0.0/8'`, `'2001:db8::/32'` or a single address
 * @throws Error when no network is given, or one is malformed
 * @see docs/policies.md#restrict-networks
 */
export function networks(...cidrs: string[]): DcrPolicyFunction {
  if (cidrs.length === 0) throw new Error('networks() needs at least one network, such as "10.0.0.0/8".');
  const list = new BlockList();
  for (const cidr of cidrs) add(list, cidr);
  return ({ ip = '' }) => {
    const address = normalizeAddress(ip);
    const version = isIP(address);
    const isInside = version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
    return isInside ? DcrDecision.allow() : DcrDecision.deny('Registration is not open to this network.');
  };
}

function add(list: BlockList, cidr: string): void {
  const network = splitNetwork(cidr);
  if (!network) {
    throw new Error(`networks(): "${cidr}" is not a network; write it like "10.0.0.0/8" or "2001:db8::/32".`);
  }
  list.addSubnet(network.address, network.length, network.version === 4 ? 'ipv4' : 'ipv6');
}
