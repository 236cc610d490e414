import { describe, expect, test } from 'vitest';
import { networkText, readAddress, readNetwork } from '../../lib/text/ip-network.js';

describe('a network', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['128.0.0.0/1', '128.0.0.0/1'],
    ['2001:DB8::1', '2001:db8::1/128'],
    ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
    ['::/0', '::/0'],
    ['::1', '::1/128'],
    ['fe80::1%eth0/10', 'fe80::/10'],
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['::ffff:10.1.2.3/96', '0.0.0.0/0'],
    ['::ffff:10.1.2.3/95', '::fffe:0:0/95'],
  ])('%s is %s', (text, canonical) => {
    const network = readNetwork(text)!;
    expect(networkText(network)).toBe(canonical);
    expect(readNetwork(canonical)).toEqual(network);
  });

  test.each([
    '',
    '/8',
    '10.0.0.0/33',
    '::/129',
    '10.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'example.com',
    '010.0.0.1',
  ])('is not %j', (text) => expect(readNetwork(text)).toBeUndefined());

  test('reads an address as the framework may report it', () => {
    const expected = readAddress('203.0.113.7');
    for (const form of ['203.0.113.7:443', '::ffff:203.0.113.7', '[::ffff:cb00:7107]:443']) {
      expect(readAddress(form)).toEqual(expected);
    }
    expect(readAddress('unknown')).toBeUndefined();
  });
});
