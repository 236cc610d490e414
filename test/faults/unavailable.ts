import { expect } from 'vitest';
import { expectError } from '../conformance/answer-rules.js';
import type { HttpAnswer } from '../support/http.js';

/** Longer than any deadline inside, shorter than a client's patience; ms. */
const BOUND = 8_000;

/** 503 with the time to come back, soon enough, and nothing of what happened inside. */
export async function expectUnavailable(answering: Promise<HttpAnswer>): Promise<void> {
  const asked = performance.now();
  const answer = await answering;
  expect(performance.now() - asked).toBeLessThan(BOUND);
  expectError(answer, 503, 'temporarily_unavailable');
  expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  expect(answer.text).not.toMatch(/ECONN|terminated|timeout|deadlock|lock|sql|query|redis|127\.0|dcr_/i);
}
