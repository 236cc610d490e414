import { expect } from 'vitest';
import type { Json } from '../case.js';
import { assertMembers } from '../members.js';
import { seenAs, type Check } from './check.js';

/** Checks of HTTP answers and of starts. */
export const answerChecks: Record<string, Check> = {
  body(wanted, _run, seen) {
    const body = JSON.parse(seenAs(seen, 'body', 'answered').text) as Json;
    for (const [name, value] of Object.entries(wanted as Json)) expectMember(body, name, value);
  },
  location(wanted, _run, seen) {
    expect(seenAs(seen, 'location', 'answered').headers['location'], 'Location').toContain(wanted);
  },
  code(wanted, _run, seen) {
    expect(seenAs(seen, 'code', 'answered').code, 'whether a code was sent').toBe(wanted);
  },
  starts(wanted, _run, seen) {
    const start = seenAs(seen, 'starts', 'start');
    expect(start.starts, start.log).toBe(wanted);
  },
  log(wanted, _run, seen) {
    for (const text of wanted as string[]) expect(seenAs(seen, 'log', 'start').log).toContain(text);
  },
  warnings(wanted, _run, seen) {
    const { warnings } = seenAs(seen, 'warnings', 'start');
    for (const text of [wanted].flat() as string[])
      expect(
        warnings.filter((warning) => warning.includes(text)),
        `warnings: ${text}`,
      ).not.toEqual([]);
  },
};

/** `null`: the member is absent. `{ has }`: the list contains it. */
function expectMember(body: Json, name: string, wanted: unknown): void {
  if (wanted === null) {
    expect(body, name).not.toHaveProperty([name]);
  } else if (typeof wanted === 'object' && 'has' in wanted) {
    assertMembers(wanted, ['has'], name);
    expect(body[name], name).toContain(wanted.has);
  } else {
    expect(body[name], name).toEqual(wanted);
  }
}
