import type { DcrModuleExtras, DcrModuleOptions } from 'nestjs-dcr';
import { expect, onTestFinished } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { startApplication, type ApplicationSetup } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson, type HttpAnswer } from '../../support/http.js';

/** An application for one test, closed when the test is over. */
export async function start(dcr: DcrModuleOptions & DcrModuleExtras, setup: Partial<ApplicationSetup> = {}) {
  const application = await startApplication({ dcr: { enabled: true, ...dcr }, ...setup });
  onTestFinished(() => application.close());
  const post = (headers: Record<string, string> = {}, body: object = goodRegistration) =>
    postJson(`${application.url}/register`, body, headers);
  return { ...application, post };
}

export const statuses = (answers: HttpAnswer[]) =>
  answers.map(({ status }) => status).toSorted((one, other) => one - other);

/** @param window in seconds */
export function expectLimited(answer: HttpAnswer, window: number): void {
  expectError(answer, 429, 'slow_down');
  expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(window);
}
