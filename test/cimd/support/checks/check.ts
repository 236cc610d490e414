import { expect } from 'vitest';
import type { CaseRun } from '../case-run.js';
import type { Seen } from '../seen.js';

/** Checks one member of an expectation. */
export type Check = (wanted: unknown, run: CaseRun, seen: Seen | undefined) => void | Promise<void>;

/** What was seen, if it is of a kind that the member is about. */
export function seenAs<Kind extends Seen['kind']>(
  seen: Seen | undefined,
  member: string,
  ...kinds: Kind[]
): Extract<Seen, { kind: Kind }> {
  if (seen && (kinds as string[]).includes(seen.kind)) return seen as Extract<Seen, { kind: Kind }>;
  const got = seen ? describeSeen(seen) : 'no call was made';
  throw new Error(`"${member}" is expected of ${kinds.join(' or ')}, but ${got}`);
}

export function describeSeen(seen: Seen): string {
  switch (seen.kind) {
    case 'returned':
      return `it returned ${JSON.stringify(seen.value)?.slice(0, 500)}`;
    case 'threw':
      return `it threw ${seen.name} (${seen.status} ${seen.error}): ${seen.message}`;
    case 'answered':
      return `the answer was ${seen.status}: ${seen.text.slice(0, 500)}`;
    case 'start':
      return `the application ${seen.starts ? 'started' : 'did not start'}: ${seen.log}`;
  }
}

/** A list of values means any one of them. */
export function expectOneOf(value: unknown, wanted: unknown, message: string): void {
  expect([wanted].flat(), `${message} is ${JSON.stringify(value)}`).toContain(value);
}
