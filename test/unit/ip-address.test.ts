import { expect, test } from 'vitest';
import { normalizeAddress } from '../../lib/text/ip-address.js';

test.each([
  ['203.0.113.2', '203.0.113.2'],
  ['203.0.113.2:50001', '203.0.113.2'],
  ['::ffff:203.0.113.2', '203.0.113.2'],
  ['::FFFF:cb00:7102', '203.0.113.2'],
  ['0:0:0:0:0:ffff:203.0.113.2', '203.0.113.2'],
  ['[::ffff:203.0.113.2]:443', '203.0.113.2'],
  ['2001:db8::1', '2001:db8::1'],
  ['2001:DB8:0:0::1', '2001:DB8:0:0::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]:50001', '2001:db8::1'],
  ['2001:db8::ffff:1', '2001:db8::ffff:1'],
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['not an address', 'not an address'],
  ['999.0.113.2:50001', '999.0.113.2:50001'],
  ['[unknown]:1', '[unknown]:1'],
  ['203.0.113.2:port', '203.0.113.2:port'],
  ['', ''],
])('the address %s is normalized to %s', (address, normalized) => {
  expect(normalizeAddress(address)).toBe(normalized);
});
