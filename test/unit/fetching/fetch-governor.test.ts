import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FetchGovernor } from '../../../lib/fetching/fetch.governor.js';

let governor: FetchGovernor;
beforeEach(() => {
  vi.useFakeTimers();
  governor = new FetchGovernor();
});
afterEach(() => vi.useRealTimers());

/** Starts and ends fetches one after the other. Returns how many were admitted. */
function fetchTimes(times: number, host: (index: number) => string): number {
  let admitted = 0;
  for (let index = 0; index < times; index++) {
    const leave = governor.enter(host(index));
    if (leave) admitted += 1;
    leave?.();
  }
  return admitted;
}

test('4 fetches of one host are in flight at once, and the next one has to wait for one of them', () => {
  const leaves = Array.from({ length: 4 }, () => governor.enter('a.example'));
  expect(leaves.every(Boolean)).toBe(true);
  expect(governor.enter('a.example')).toBeUndefined();
  expect(governor.enter('b.example')).toBeTypeOf('function');
  leaves[0]!();
  expect(governor.enter('a.example')).toBeTypeOf('function');
  expect(governor.enter('a.example')).toBeUndefined();
});

test('16 fetches are in flight at once, whatever the hosts', () => {
  const leaves = Array.from({ length: 16 }, (_, index) => governor.enter(`${index}.example`));
  expect(leaves.every(Boolean)).toBe(true);
  expect(governor.enter('other.example')).toBeUndefined();
  leaves[5]!();
  expect(governor.enter('other.example')).toBeTypeOf('function');
});

test('Leaving twice frees one place', () => {
  const leaves = Array.from({ length: 4 }, () => governor.enter('a.example'));
  leaves[0]!();
  leaves[0]!();
  expect(governor.enter('a.example')).toBeTypeOf('function');
  expect(governor.enter('a.example')).toBeUndefined();
});

test('One host is fetched from 30 times within any minute', () => {
  expect(fetchTimes(20, () => 'a.example')).toBe(20);
  vi.advanceTimersByTime(50_000);
  expect(fetchTimes(1_000, () => 'a.example')).toBe(10);
  vi.advanceTimersByTime(9_999);
  expect(fetchTimes(1_000, () => 'a.example')).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fetchTimes(1_000, () => 'a.example')).toBe(20);
});

test('120 fetches start within any minute, and refused ones do not count', () => {
  expect(fetchTimes(1_000, (index) => `${index}.example`)).toBe(120);
  vi.advanceTimersByTime(59_999);
  expect(fetchTimes(1_000, (index) => `${index}.example`)).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fetchTimes(1_000, (index) => `${index}.example`)).toBe(120);
});
