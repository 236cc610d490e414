import { expect } from 'vitest';
import { send, type HttpAnswer } from '../support/http.js';
import { expectContract } from './answer-rules.js';
import { assertCase } from './assertions.js';
import type { ConformanceCase } from './cases.js';
import { bodyOf, parsedBodyOf } from './request-body.js';

/** Sends a case as often as it requires, and checks every answer. */
export async function expectCase(
  url: string,
  { request, expect: expected }: ConformanceCase,
): Promise<HttpAnswer[]> {
  const body = bodyOf(request);
  const answers: HttpAnswer[] = [];
  for (let turn = 0; turn < (request.repeat ?? 1); turn++)
    answers.push(await send(url, { headers: headersOf(request.headers, turn), body }));

  for (const answer of answers) {
    expectContract(answer);
    expect([expected.status].flat(), answer.text).toContain(answer.status);
    if (answer.status !== 201) expect(expected.error?.split('|')).toContain(answer.json()['error']);
  }
  const exchange = { sent: parsedBodyOf(request), answers };
  for (const assertion of [...(expected.assert ?? []), 'retry_after_on_429']) assertCase(assertion, exchange);
  return answers;
}

function headersOf(headers: Record<string, string>, turn: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replaceAll('{i}', `${turn}`)]),
  );
}
