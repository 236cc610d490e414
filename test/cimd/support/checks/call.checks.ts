import { expect } from 'vitest';
import type { Json } from '../case.js';
import type { Seen } from '../seen.js';
import { describeSeen, expectOneOf, seenAs, type Check } from './check.js';

/** Seconds. */
const MAX_RETRY_AFTER = 30;

/** Checks of what a call returned or threw. */
export const callChecks: Record<string, Check> = {
  result(wanted, _run, seen) {
    if (wanted === 'accepted') clientOf(seen, 'result');
    else if (wanted === 'error') seenAs(seen, 'result', 'threw');
    else throw new Error(`Unknown result: ${String(wanted)}`);
  },
  ok(wanted, _run, seen) {
    expect(wanted).toBe(true);
    seenAs(seen, 'ok', 'returned');
  },
  error(wanted, _run, seen) {
    const thrown = seenAs(seen, 'error', 'threw');
    expectOneOf(thrown.error, wanted, `${describeSeen(thrown)}; the error`);
  },
  status(wanted, _run, seen) {
    const ended = seenAs(seen, 'status', 'threw', 'answered');
    expectOneOf(ended.status, wanted, `${describeSeen(ended)}; the status`);
  },
  redirectable(wanted, _run, seen) {
    expect(seenAs(seen, 'redirectable', 'threw').redirectable, 'redirectable').toBe(wanted);
  },
  retryAfter(wanted, _run, seen) {
    expect(wanted).toBe(true);
    const ended = seenAs(seen, 'retryAfter', 'threw', 'answered');
    const seconds = ended.kind === 'threw' ? ended.retryAfter : Number(ended.headers['retry-after']);
    expect(seconds, 'Retry-After').toBeGreaterThanOrEqual(1);
    expect(seconds, 'Retry-After').toBeLessThanOrEqual(MAX_RETRY_AFTER);
  },
  withinMs(wanted, _run, seen) {
    const { ms } = seenAs(seen, 'withinMs', 'returned', 'threw', 'answered', 'start');
    expect(ms, 'duration, ms').toBeLessThanOrEqual(wanted as number);
  },
  client(wanted, _run, seen) {
    if (wanted === null) {
      expect(seenAs(seen, 'client', 'returned').value, 'the client').toBeNull();
      return;
    }
    const client = clientOf(seen, 'client');
    for (const [name, value] of Object.entries(wanted as Json))
      expectProperty(name, client[name] ?? null, value);
  },
  clientNameWithout(wanted, _run, seen) {
    for (const text of [wanted].flat())
      expect(clientOf(seen, 'clientNameWithout')['clientName']).not.toContain(text);
  },
  clientNameAtMost(wanted, _run, seen) {
    const name = Array.from(clientOf(seen, 'clientNameAtMost')['clientName'] as string);
    expect(name.length, 'characters of the name').toBeLessThanOrEqual(wanted as number);
  },
  async unchanged(wanted, run) {
    if (!run.remembered) throw new Error('No step remembered anything.');
    const names = wanted === true ? Object.keys(run.remembered) : (wanted as string[]);
    const client = await run.currentClient();
    for (const name of names) expect(client[name], name).toEqual(run.remembered[name]);
  },
};

/** The client that a call returned, alone or, as administrators get it, with more. */
function clientOf(seen: Seen | undefined, member: string): Json {
  const { value } = seenAs(seen, member, 'returned');
  const found = (value as { client?: unknown } | null)?.client ?? value;
  if (typeof (found as Json | null)?.['clientId'] === 'string') return found as Json;
  throw new Error(`"${member}" is expected of a client, but ${describeSeen(seen!)}`);
}

function expectProperty(name: string, value: unknown, wanted: unknown): void {
  if (name === 'grantTypes')
    expect((value as string[]).toSorted(), name).toEqual((wanted as string[]).toSorted());
  else if (Array.isArray(wanted) && !Array.isArray(value)) expectOneOf(value, wanted, name);
  else expect(value, name).toEqual(wanted);
}
