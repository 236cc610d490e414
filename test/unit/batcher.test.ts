import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Batcher, type BatcherOptions } from '../../lib/async/batcher.js';

/**
 * The sizes of the batches in which the items are processed.
 *
 * @param aTurn how many arrive per turn of the event loop. Default: all.
 */
async function sizesOf(
  { items, aTurn = items }: { items: number; aTurn?: number },
  options?: BatcherOptions,
) {
  const sizes: number[] = [];
  const batcher = new Batcher<number, number>(async (batch) => {
    sizes.push(batch.length);
    await nextTurn();
    return batch.map((value) => ({ value }));
  }, options);
  const results: Promise<number>[] = [];
  for (let item = 0; item < items; item++) {
    if (item > 0 && item % aTurn === 0) await nextTurn();
    results.push(batcher.add(item));
  }
  expect(await Promise.all(results)).toEqual(results.map((_, item) => item));
  return sizes;
}

describe('A batch', () => {
  test('is all that arrives in one turn of the event loop', async () => {
    expect(await sizesOf({ items: 10 })).toEqual([10]);
  });

  test('starts without waiting for the end of the turn once it has sixteen items', async () => {
    expect(await sizesOf({ items: 40 })).toEqual([16, 24]);
  });

  test('has no more than 64 items', async () => {
    expect(await sizesOf({ items: 100 }, { blocksThread: true })).toEqual([64, 36]);
  });

  test('waits for the next turn as long as each turn brings more, if the work blocks the thread', async () => {
    expect(await sizesOf({ items: 12, aTurn: 3 }, { blocksThread: true })).toEqual([12]);
  });

  test('does not wait for the next turn if the work is done elsewhere', async () => {
    expect((await sizesOf({ items: 12, aTurn: 3 })).length).toBeGreaterThan(1);
  });
});
