import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../../lib/clients/fingerprint.js';
import { DcrRule } from '../../../lib/rules/rule.entity.js';
import { RuleBook } from '../../../lib/rules/rule-book.js';
import type { RuleSubject } from '../../../lib/rules/rule-subject.js';

const NOW = Date.UTC(2026, 10, 28);

function rule(
  kind: DcrRule['kind'],
  value: string,
  effect: DcrRule['effect'] = 'deny',
  expiresAt: Date | null = null,
): DcrRule {
  return Object.assign(new DcrRule(), { id: randomUUID(), kind, value, effect, expiresAt });
}

function matches(rules: DcrRule[], subject: Partial<RuleSubject>): DcrRule | undefined {
  return new RuleBook('1', rules).decide({ redirectUris: [], ...subject }, NOW);
}

const to = (...hosts: string[]) => ({ redirectUris: hosts.map((host) => `https://${host}/callback`) });

describe('a rule about a redirect host', () => {
  test.each([
    ['example.com', 'example.com', true],
    ['example.com', 'EXAMPLE.com.', true],
    ['example.com', 'example.com:8443', true],
    ['example.com', 'www.example.com', false],
    ['example.com', 'example.com.evil.example', false],
    ['example.com', 'notexample.com', false],
    ['*.example.com', 'www.example.com', true],
    ['*.example.com', 'a.b.example.com:8443', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'notexample.com', false],
    ['*.com', 'example.com', true],
    ['[2001:db8::1]', '[2001:db8::1]:8443', true],
    ['127.0.0.1', '127.0.0.1:33418', true],
  ])('%s for %s: %s', (value, host, isMatch) => {
    expect(matches([rule('redirectHost', value)], to(host)) !== undefined).toBe(isMatch);
  });

  test('denies a custom scheme by its host, but never allows it', () => {
    const subject = { redirectUris: ['cursor://anysphere.cursor-deeplink/mcp/oauth'] };
    expect(matches([rule('redirectHost', 'anysphere.cursor-deeplink')], subject)).toBeDefined();
    expect(matches([rule('redirectHost', 'anysphere.cursor-deeplink', 'allow')], subject)).toBeUndefined();
  });

  test('does not match a redirect URI without a host', () => {
    expect(
      matches([rule('redirectHost', 'com.example.app')], { redirectUris: ['com.example.app:/cb'] }),
    ).toBe(undefined);
  });

  test('needs only one redirect URI to deny or queue, but all of them to allow', () => {
    const both = to('good.example', 'other.example');
    for (const effect of ['deny', 'pending'] as const) {
      expect(matches([rule('redirectHost', 'other.example', effect)], both)).toMatchObject({ effect });
    }
    const good = rule('redirectHost', 'good.example', 'allow');
    expect(matches([good], both)).toBeUndefined();
    expect(matches([good], to('good.example'))).toBe(good);
    expect(matches([good, rule('redirectHost', '*.example', 'allow')], both)).toBe(good);
  });
});

describe('a rule about a fingerprint', () => {
  const uris = ['https://a.example/cb', 'http://127.0.0.1:1/cb'];
  test('matches the same redirect URIs in any order, with any loopback port', () => {
    const rules = [rule('fingerprint', fingerprintOf(uris))];
    expect(matches(rules, { redirectUris: uris.toReversed() })).toBeDefined();
    expect(matches(rules, { redirectUris: ['http://127.0.0.1:2/cb', 'https://a.example/cb'] })).toBeDefined();
    expect(matches(rules, { redirectUris: [uris[0]!] })).toBeUndefined();
  });
});

describe('a rule about a network', () => {
  test.each([
    ['203.0.113.0/24', '203.0.113.200', true],
    ['203.0.113.0/24', '203.0.114.1', false],
    ['203.0.113.0/24', '::ffff:203.0.113.7', true],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::/0', '203.0.113.1', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['0.0.0.0/0', 'unknown', false],
  ])('%s for %s: %s', (value, ip, isMatch) => {
    expect(matches([rule('network', value)], { ip }) !== undefined).toBe(isMatch);
  });

  test('binds registrations only', () => {
    const rules = [rule('network', '0.0.0.0/0')];
    expect(
      matches(rules, { ip: '203.0.113.1', clientId: 'https://app.example/client.json' }),
    ).toBeUndefined();
    expect(matches(rules, {})).toBeUndefined();
  });
});

describe('a rule about a client id', () => {
  test.each([
    ['https://app.example/client.json', 'https://app.example/client.json', true],
    ['https://app.example/client.json', 'https://app.example/client.json?x', false],
    ['https://app.example/*', 'https://app.example/a/client.json', true],
    ['https://app.example/oauth/*', 'https://app.example/other/client.json', false],
    ['https://app.example/*', 'https://app.example.evil.example/client.json', false],
  ])('%s for %s: %s', (value, clientId, isMatch) => {
    expect(matches([rule('clientId', value)], { clientId }) !== undefined).toBe(isMatch);
  });

  test('binds documents only', () => {
    expect(matches([rule('clientId', 'https://app.example/*')], to('app.example'))).toBeUndefined();
  });
});

describe('several rules', () => {
  test('deny wins over allow, and allow over pending, whatever they compare', () => {
    const [deny, allow, pending] = [
      rule('network', '203.0.113.0/24'),
      rule('redirectHost', 'a.example', 'allow'),
      rule('fingerprint', fingerprintOf(to('a.example').redirectUris), 'pending'),
    ];
    const subject = { ...to('a.example'), ip: '203.0.113.1' };
    expect(matches([pending, allow, deny], subject)).toBe(deny);
    expect(matches([pending, allow], subject)).toBe(allow);
    expect(matches([pending], subject)).toBe(pending);
    expect(matches([], subject)).toBeUndefined();
  });

  test('one that has expired hides no other', () => {
    const expired = rule('redirectHost', 'a.example', 'deny', new Date(NOW));
    const wider = rule('redirectHost', '*.example', 'deny', new Date(NOW + 1));
    expect(matches([expired, wider], to('a.example'))).toBe(wider);
    expect(matches([expired], to('a.example'))).toBeUndefined();
  });
});

describe('the revision of a book', () => {
  test('changes when a rule expires, and is the same for every process that has read the same rules', () => {
    const rules = [1, 2].map((hour) => rule('redirectHost', `${hour}.example`, 'deny', new Date(NOW + hour)));
    const revisions = [0, 1, 2, 3].map((hour) => new RuleBook('r', rules).revisionAt(NOW + hour));
    expect(new Set(revisions).size).toBe(3);
    expect(revisions[2]).toBe(revisions[3]);
    expect(new RuleBook('r', rules.toReversed()).revisionAt(NOW + 2)).toBe(revisions[2]);
    expect(new RuleBook(randomUUID(), rules).revisionAt(NOW + 2).length).toBeLessThanOrEqual(64);
  });
});

test('ten thousand rules of each kind decide as fast as ten', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => [
      rule('redirectHost', `h${at}.example`),
      rule('redirectHost', `*.w${at}.example`, 'allow'),
      rule('fingerprint', fingerprintOf([`https://f${at}.example/`]), 'pending'),
      rule('network', `10.${at >> 8}.${at & 255}.0/24`),
      rule('clientId', `https://d${at}.example/client.json`),
    ]).flat();
  const subject = { ...to('unlisted.example', 'w.unlisted.example'), ip: '192.0.2.1' };
  const timeOf = (count: number) => {
    const book = new RuleBook('', many(count));
    const rounds = Array.from({ length: 20 }, () => {
      const start = performance.now();
      for (let round = 0; round < 500; round++) book.decide(subject, NOW);
      return (performance.now() - start) / 500;
    });
    return Math.min(...rounds);
  };
  const [few, tenThousand] = [timeOf(10), timeOf(10_000)];
  // A search through the rules would take hundreds of times as long.
  expect(tenThousand).toBeLessThan(few * 10 + 0.01);
});
