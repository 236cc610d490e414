import { expect } from 'vitest';
import { expectError } from '../conformance/answer-rules.js';
import type { HttpAnswer } from '../support/http.js';

/** Longer than any internal timeout, shorter than the timeout of a client; ms. */
const BOUND = 8_000;

/** Expects a 503 with Retry-After, in time and without internals. */
export async function expectUnavailable(answering: Promise<HttpAnswer>): Promise<void> {
  const start = performance.now();
  const answer = await answering;
  expect(performance.now() - start).toBeLessThan(BOUND);
  expectError(answer, 503, 'temporarily_unavailable');
  expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  expect(answer.text).not.toMatch(/ECONN|terminated|timeout|deadlock|lock|sql|query|redis|127\.0|dcr_/i);
}
