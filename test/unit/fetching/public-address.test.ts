import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPublicAddress } from '../../../lib/fetching/public-address.js';

test.each([
  '93.184.216.34',
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:2800:220:1:248:1893:25c8:1946',
  '2001:200::1',
  '2003::1',
  '3ffe:ffff::1',
  '3fff:1000::1',
  '64:ff9b::5db8:d822',
  '64:ff9b::93.184.216.34',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  '0.0.0.0',
  '0.255.255.255',
  '10.0.0.1',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.255',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.0.170',
  '192.0.2.1',
  '192.31.196.1',
  '192.52.193.1',
  '192.88.99.1',
  '192.168.1.1',
  '192.175.48.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.251',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:93.184.216.34',
  '::ffff:0:7f00:1',
  '0:0:0:0:0:ffff:7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::1:5db8:d822',
  '64:ff9b:1::a00:1',
  '64:ff9b:1::5db8:d822',
  '100::1',
  '2001::1',
  '2001:0:a00:1::1',
  '2001:10::1',
  '2001:1ff:ffff::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:5db8:d822::1',
  '3fff::1',
  '3fff:fff::1',
  '4000::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '2606:2800:220:1::1%eth0',
  '[2606:2800:220:1::1]',
  '127.1',
  '0177.0.0.1',
  '2130706433',
  '93.184.216.34:443',
  ' 93.184.216.34',
  'client.example.com',
  '',
])('%j is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

/** The networks again, as prefixes of bits: the oracle shares no code with the implementation. */
const SPECIAL = [
  [32, 0x2001_0000n, 23],
  [32, 0x2001_0db8n, 32],
  [32, 0x2002_0000n, 16],
  [32, 0x3fff_0000n, 20],
] as const;

function expectedOfIpv6(value: bigint): boolean {
  const first = value >> 96n;
  const isGlobalUnicast = value >> 125n === 1n;
  return (
    isGlobalUnicast &&
    !SPECIAL.some(
      ([bits, prefix, length]) => first >> BigInt(bits - length) === prefix >> BigInt(bits - length),
    )
  );
}

function format(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  return groups.map((group) => group.toString(16)).join(':');
}

test('Every IPv6 address is judged by its bits, whatever its spelling', () => {
  const nearNetworks = fc
    .tuple(
      fc.constantFrom(
        0x2001_0000n,
        0x2001_01ffn,
        0x2001_0200n,
        0x2001_0db8n,
        0x2001_0db9n,
        0x2002_0000n,
        0x3fff_0fffn,
        0x3fff_1000n,
        0x1fff_ffffn,
        0x4000_0000n,
      ),
      fc.bigInt({ min: 0n, max: (1n << 96n) - 1n }),
    )
    .map(([first, rest]) => (first << 96n) | rest);
  const anywhere = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
  fc.assert(
    fc.property(fc.oneof(nearNetworks, anywhere), (value) => {
      fc.pre(value >> 32n !== 0x0064_ff9b_0000_0000_0000_0000n);
      const long = format(value);
      const short = new URL(`http://[${long}]`).hostname.slice(1, -1);
      const expected = expectedOfIpv6(value);
      expect([isPublicAddress(long), isPublicAddress(short), isPublicAddress(short.toUpperCase())]).toEqual([
        expected,
        expected,
        expected,
      ]);
    }),
    { numRuns: 2_000 },
  );
});

test('An address in NAT64 is judged as the IPv4 address inside of it', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(isPublicAddress(`64:ff9b::${address}`)).toBe(isPublicAddress(address));
    }),
  );
});
