import { isIP } from 'node:net';
import { ipv6Groups, normalizeAddress } from './ip-address.js';

/** RFC 4291 §2.5.5.2: an IPv4-mapped network begins with 80 zeros and 16 ones. */
const MAPPED_PREFIX = 0xffffn;
const MAPPED_LENGTH = 96;
const BITS = { 4: 32, 6: 128 } as const;

/** An IP address as a number. */
export interface IpAddress {
  version: 4 | 6;
  bits: bigint;
}

/** A network: the addresses that begin with the same bits. */
export interface IpNetwork extends IpAddress {
  /** The number of bits that are fixed. All other bits of the network are 0. */
  length: number;
}

/** Splits a network such as `10.0.0.0/8`; a single address is a network of one. @returns `undefined` if it is malformed */
export function splitNetwork(cidr: string): { address: string; version: 4 | 6; length: number } | undefined {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(cidr) ?? [];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return undefined;
  const length = prefix === undefined ? BITS[version] : Number(prefix);
  return length > BITS[version] ? undefined : { address, version, length };
}

/** @returns `undefined` for text that is not an address */
export function readAddress(text: string): IpAddress | undefined {
  const address = normalizeAddress(text);
  const version = isIP(address);
  if (version === 4) return { version, bits: toNumber(address.split('.'), 8n, 10) };
  return version === 6 ? { version, bits: ipv6Bits(address) } : undefined;
}

/** Reads a network, and clears the bits after its prefix. An IPv4-mapped network becomes IPv4, as a caller's address does. */
export function readNetwork(cidr: string): IpNetwork | undefined {
  const split = splitNetwork(cidr);
  if (!split) return undefined;
  const { address, version, length } = split;
  if (version === 4) return masked({ version, bits: readAddress(address)!.bits }, length);
  const bits = ipv6Bits(address);
  return bits >> 32n === MAPPED_PREFIX && length >= MAPPED_LENGTH
    ? masked({ version: 4, bits: bits & 0xffff_ffffn }, length - MAPPED_LENGTH)
    : masked({ version, bits }, length);
}

/** Clears all bits after the first ones. */
export function masked({ version, bits }: IpAddress, length: number): IpNetwork {
  const rest = BigInt(BITS[version] - length);
  return { version, bits: (bits >> rest) << rest, length };
}

/** The usual form, such as `10.0.0.0/8` and `2001:db8::/32`. */
export function networkText({ version, bits, length }: IpNetwork): string {
  return `${version === 4 ? ipv4Text(bits) : ipv6Text(bits)}/${length}`;
}

function ipv4Text(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
}

function ipv6Text(bits: bigint): string {
  const digits = bits.toString(16).padStart(32, '0');
  return new URL(`http://[${digits.match(/.{4}/g)!.join(':')}]`).hostname.slice(1, -1);
}

function ipv6Bits(address: string): bigint {
  return toNumber(ipv6Groups(address, 8).split(':'), 16n, 16);
}

function toNumber(parts: string[], width: bigint, radix: 10 | 16): bigint {
  return parts.reduce((bits, part) => (bits << width) | BigInt(parseInt(part, radix)), 0n);
}
