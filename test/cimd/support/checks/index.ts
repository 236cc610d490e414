import { expect } from 'vitest';
import { CaseRun } from '../case-run.js';
import { caseById, type Case, type Expectation } from '../case.js';
import type { Seen } from '../seen.js';
import { answerChecks } from './answer.checks.js';
import { callChecks } from './call.checks.js';
import { seenAs, type Check } from './check.js';
import { serverChecks } from './server.checks.js';
import { storedChecks } from './stored.checks.js';

/** Every member that an expectation may have. */
export const CHECKS: Record<string, Check> = {
  ...callChecks,
  ...answerChecks,
  ...serverChecks,
  ...storedChecks,
  anyOf: expectAnyOf,
  sameAnswerAs: expectSameAnswer,
};

/** Checks an expectation member by member. */
export async function expectAsSaid(expectation: Expectation, run: CaseRun, seen?: Seen): Promise<void> {
  for (const [name, wanted] of Object.entries(expectation)) {
    const check = CHECKS[name];
    if (!check) throw new Error(`Unknown expectation: ${name}`);
    await check(wanted, run, seen);
  }
}

async function expectAnyOf(wanted: unknown, run: CaseRun, seen: Seen | undefined): Promise<void> {
  const failures: unknown[] = [];
  for (const alternative of wanted as Expectation[]) {
    try {
      return await expectAsSaid(alternative, run, seen);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, failures.map(String).join('\nor '));
}

async function expectSameAnswer(id: unknown, { one }: CaseRun, seen: Seen | undefined): Promise<void> {
  const other = await CaseRun.start(caseById(id as string));
  try {
    expect(answerTo(one, seen)).toEqual(answerTo(other.one, await other.authorize()));
  } finally {
    await other.close();
  }
}

/** What tells one answer from another; the host's name may stand in it. */
function answerTo({ clientId }: Case, seen: Seen | undefined) {
  const { error, status, message } = seenAs(seen, 'sameAnswerAs', 'threw');
  return { error, status, message: message.replaceAll(new URL(clientId).host, 'HOST') };
}
