import { setTimeout } from 'node:timers/promises';

/** Waits until a condition is met. @throws Error after this many seconds */
export async function until(
  condition: () => boolean,
  { seconds, what }: { seconds: number; what: string },
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${what}.`);
    await setTimeout(100);
  }
}
