import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { backOffDelay, FetchBackOff } from '../../../lib/fetching/back-off.js';

const url = 'https://client.example.com/client.json';
let backOff: FetchBackOff;
beforeEach(() => {
  vi.useFakeTimers();
  backOff = new FetchBackOff();
});
afterEach(() => vi.useRealTimers());

test('The delay begins with 5 s and doubles to 60 s', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 10_000].map(backOffDelay)).toEqual([
    0, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000,
  ]);
});

test('A URL that failed may be asked again after the delay, and others at once', () => {
  expect(backOff.remaining(url)).toBe(0);
  expect(backOff.recordFailure(url)).toBe(5_000);
  expect(backOff.remaining(url)).toBe(5_000);
  expect(backOff.remaining(`${url}?`)).toBe(0);
  vi.advanceTimersByTime(4_000);
  expect(backOff.remaining(url)).toBe(1_000);
  vi.advanceTimersByTime(1_000);
  expect(backOff.remaining(url)).toBe(0);
  expect(backOff.recordFailure(url)).toBe(10_000);
});

test('A clock that is set back does not prolong the delay', () => {
  backOff.recordFailure(url);
  vi.setSystemTime(Date.now() - 86_400_000);
  vi.advanceTimersByTime(5_000);
  expect(backOff.remaining(url)).toBe(0);
});

test('A success ends the series of failures', () => {
  backOff.recordFailure(url);
  backOff.recordFailure(url);
  backOff.recordSuccess(url);
  expect(backOff.remaining(url)).toBe(0);
  expect(backOff.recordFailure(url)).toBe(5_000);
});

test('A minute after the delay, the next failure counts as the first', () => {
  backOff.recordFailure(url);
  backOff.recordFailure(url);
  vi.advanceTimersByTime(70_000);
  expect(backOff.recordFailure(url)).toBe(20_000);
  vi.advanceTimersByTime(80_001);
  expect(backOff.recordFailure(url)).toBe(5_000);
});

test('At most 1,000 URLs are remembered, the latest ones', () => {
  for (let index = 0; index < 1_500; index++) backOff.recordFailure(`${url}?${index}`);
  const remembered = Array.from({ length: 1_500 }, (_, index) => backOff.remaining(`${url}?${index}`) > 0);
  expect(remembered.filter(Boolean)).toHaveLength(1_000);
  expect(remembered.at(-1)).toBe(true);
});
