import { BlockList, isIP } from 'node:net';
import { once } from '../async/once.js';
import { ipv6Groups } from '../text/ip-address.js';

/**
 * Every special-purpose IPv4 network, also those with globally reachable parts, because no document is served from them.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const SPECIAL_IPV4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared address space of carriers
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // not in the registry: Azure answers it inside of every virtual machine
  '169.254.0.0/16', // link-local, cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

/** Everything outside is special: loopback, mapped, unique local and link-local addresses, local-use NAT64, multicast. */
const GLOBAL_UNICAST_IPV6 = ['2000::/3'];
/** The special networks inside of it. @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const SPECIAL_IPV6 = [
  '2001::/23', // protocol assignments, Teredo, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
];
/** The well-known prefix of NAT64, RFC 6052 §2.1: the last 32 bits are the IPv4 address that is really reached. */
const NAT64 = ['64:ff9b::/96'];

const networks = once(() => ({
  specialIpv4: blockList('ipv4', SPECIAL_IPV4),
  globalUnicast: blockList('ipv6', GLOBAL_UNICAST_IPV6),
  specialIpv6: blockList('ipv6', SPECIAL_IPV6),
  nat64: blockList('ipv6', NAT64),
}));

/**
 * Whether an address belongs to a public host. Text that is no address, and an address with a zone, do not.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6890
 */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  const { specialIpv4, globalUnicast, specialIpv6, nat64 } = networks();
  if (version === 4) return !specialIpv4.check(address, 'ipv4');
  if (version !== 6 || address.includes('%')) return false;
  if (nat64.check(address, 'ipv6')) return isPublicAddress(embeddedIpv4(address));
  return globalUnicast.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
}

function embeddedIpv4(address: string): string {
  const groups = ipv6Groups(address, 8).split(':').slice(-2);
  return groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]).join('.');
}

function blockList(family: 'ipv4' | 'ipv6', cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of cidrs) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
