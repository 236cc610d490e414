import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { CaseRun } from '../case-run.js';
import { replaceText, type Expectation, type Json } from '../case.js';
import { expectAsSaid } from '../checks/index.js';
import type { Action } from './action.js';

const RETRY_INTERVAL_MS = 100;

interface Modifiers {
  /** Calls in all. */
  times?: number;
  /** Calls at once. */
  parallel?: number;
  everyMs?: number;
  acceptedAtLeast?: number;
  /** Repeat until as expected, for at most so many ms. */
  until?: number;
  background?: boolean;
  expect?: Expectation;
}

/** Calls `authorize()`, once or often. */
export const authorizeStep: Action = {
  modifiers: ['times', 'parallel', 'everyMs', 'acceptedAtLeast', 'until', 'background', 'expect'],
  checksItself: true,
  async run(run, changes, step) {
    const calling = callAll(run, changes as Json, step);
    if (!step['background']) return calling;
    // Handled when the background is settled.
    calling.catch(() => undefined);
    run.background.push(calling);
  },
};

async function callAll(run: CaseRun, changes: Json, modifiers: Modifiers): Promise<void> {
  const { times = modifiers.parallel ?? 1, parallel = 1, everyMs = 0, acceptedAtLeast = 0 } = modifiers;
  const numbers = Array.from({ length: times }, (_, index) => index + 1).values();
  let accepted = 0;
  // All workers take the next number from one iterator.
  const work = async () => {
    for (const n of numbers) {
      if (await callUntil(run, replaceText(changes, '{n}', `${n}`), modifiers)) accepted++;
      if (everyMs) await delay(everyMs);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  expect(accepted, 'accepted calls').toBeGreaterThanOrEqual(acceptedAtLeast);
}

/** @returns whether the client was accepted */
async function callUntil(
  run: CaseRun,
  changes: Json,
  { until, expect: expected }: Modifiers,
): Promise<boolean> {
  const deadline = performance.now() + (until ?? 0);
  for (;;) {
    const seen = await run.authorize(changes);
    try {
      if (expected) await expectAsSaid(expected, run, seen);
      return seen.kind === 'returned';
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await delay(RETRY_INTERVAL_MS);
  }
}
