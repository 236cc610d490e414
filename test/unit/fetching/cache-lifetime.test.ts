import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import fc from 'fast-check';
import { cacheLifetime } from '../../../lib/fetching/cache-lifetime.js';

const SECOND = 1_000;
const bounds = { min: 300 * SECOND, max: 86_400 * SECOND, default: 3_600 * SECOND };

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-07-01T12:00:00Z') }));
afterEach(() => vi.useRealTimers());

test.each([
  ['no header', {}, 3_600],
  ['an age alone', { age: '3000' }, 3_600],
  ['other directives', { 'cache-control': 'public, must-revalidate' }, 3_600],
  ['max-age', { 'cache-control': 'max-age=600' }, 600],
  ['max-age among others', { 'cache-control': 'public,  MAX-AGE=600 , immutable' }, 600],
  ['a quoted max-age', { 'cache-control': 'max-age="600"' }, 600],
  ['max-age less the age', { 'cache-control': 'max-age=1000', age: '400' }, 600],
  ['an invalid age', { 'cache-control': 'max-age=600', age: '-400' }, 600],
  ['s-maxage, which is for shared caches', { 'cache-control': 's-maxage=900, max-age=600' }, 600],
  ['max-age inside of a quoted value', { 'cache-control': 'private="a, max-age=900"' }, 3_600],
  [
    'expires less the date',
    { expires: 'Wed, 01 Jul 2026 09:10:00 GMT', date: 'Wed, 01 Jul 2026 09:00:00 GMT' },
    600,
  ],
  [
    'expires, date and age',
    { expires: 'Wed, 01 Jul 2026 09:20:00 GMT', date: 'Wed, 01 Jul 2026 09:00:00 GMT', age: '600' },
    600,
  ],
  ['expires without a date', { expires: 'Wed, 01 Jul 2026 12:10:00 GMT' }, 600],
  ['max-age before expires', { 'cache-control': 'max-age=600', expires: '0' }, 600],
  ['no-store', { 'cache-control': 'no-store, max-age=900' }, 300],
  ['no-cache', { 'cache-control': 'no-cache' }, 300],
  ['no-cache with field names', { 'cache-control': 'no-cache="set-cookie", max-age=900' }, 300],
  ['a short max-age', { 'cache-control': 'max-age=1' }, 300],
  ['max-age=0', { 'cache-control': 'max-age=0' }, 300],
  ['a negative max-age', { 'cache-control': 'max-age=-5' }, 300],
  ['an empty max-age', { 'cache-control': 'max-age=' }, 300],
  ['max-age without a value', { 'cache-control': 'max-age' }, 300],
  ['max-age twice', { 'cache-control': 'max-age=900, max-age=600' }, 600],
  ['max-age twice, once invalid', { 'cache-control': 'max-age=900, max-age=x' }, 300],
  ['an age above max-age', { 'cache-control': 'max-age=600', age: '10000' }, 300],
  ['Expires: 0', { expires: '0' }, 300],
  ['an expires that only Date.parse understands', { expires: '2027-01-01' }, 300],
  ['expires in the past', { expires: 'Wed, 01 Jul 2020 12:00:00 GMT' }, 300],
  [
    'a date in the future',
    { expires: 'Wed, 01 Jul 2026 13:00:00 GMT', date: 'Fri, 01 Jan 2027 00:00:00 GMT' },
    300,
  ],
  ['a long max-age', { 'cache-control': 'max-age=31536000' }, 86_400],
  ['an enormous max-age', { 'cache-control': `max-age=${'9'.repeat(400)}` }, 86_400],
  [
    'an enormous age and max-age',
    { 'cache-control': `max-age=${'9'.repeat(400)}`, age: '9'.repeat(400) },
    300,
  ],
])('with %s, a document is fresh for %3$d s', (_, headers, seconds) => {
  expect(cacheLifetime(headers, bounds)).toBe(seconds * SECOND);
});

test('Whatever the headers say, the bounds hold', () => {
  const value = fc.option(
    fc.oneof(
      fc.string(),
      fc.constantFrom('max-age=', 'max-age=1e9', 'max-age=1, no-store', 'Thu, 99 Foo 9999 99:99:99 GMT'),
    ),
    { nil: undefined },
  );
  const headers = fc.record({ 'cache-control': value, expires: value, date: value, age: value });
  fc.assert(
    fc.property(headers, (each) => {
      const lifetime = cacheLifetime(each, bounds);
      expect(lifetime).toBeGreaterThanOrEqual(bounds.min);
      expect(lifetime).toBeLessThanOrEqual(bounds.max);
    }),
  );
});
