import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProcessThrottlerStorage } from '../../lib/throttling/process-throttler.storage.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('counts a caller until its window ends, and blocks above the limit', async () => {
  const storage = new ProcessThrottlerStorage();
  const increment = () => storage.increment('caller', 10_000, 2);
  expect(await increment()).toEqual({
    totalHits: 1,
    timeToExpire: 10,
    isBlocked: false,
    timeToBlockExpire: 0,
  });
  vi.advanceTimersByTime(4_000);
  expect(await increment()).toMatchObject({ totalHits: 2, isBlocked: false });
  expect(await increment()).toEqual({ totalHits: 3, timeToExpire: 6, isBlocked: true, timeToBlockExpire: 6 });
  vi.advanceTimersByTime(6_000);
  expect(await increment()).toMatchObject({ totalHits: 1, isBlocked: false, timeToExpire: 10 });
});

test('forgets callers whose window has ended, and never keeps more than 50,000', async () => {
  const storage = new ProcessThrottlerStorage();
  for (let caller = 0; caller < 60_000; caller++) await storage.increment(`caller ${caller}`, 10_000, 1);
  expect(storage.size).toBe(50_000);
  expect(await storage.increment('caller 59999', 10_000, 1)).toMatchObject({ isBlocked: true });
  vi.advanceTimersByTime(10_000);
  await storage.increment('another', 10_000, 1);
  expect(storage.size).toBe(1);
});
