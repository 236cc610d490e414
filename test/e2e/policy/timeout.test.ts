import { DcrClient, DcrDecision, type DcrPolicyFunction } from 'nestjs-dcr';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

describe('a policy that takes too long', () => {
  let application: TestApplication;
  let signal: AbortSignal | undefined;
  let late: PromiseWithResolvers<DcrDecision>;
  beforeEach(async () => {
    late = withResolvers();
    const policy: DcrPolicyFunction = (_, given) => {
      signal = given;
      return late.promise;
    };
    application = await startApplication({ dcr: { enabled: true, policy, policyTimeout: 30 } });
  });
  afterEach(() => application?.close());

  const post = () => postJson(`${application.url}/register`, goodRegistration);
  const clients = () => application.dataSource.getRepository(DcrClient).count();

  test('refuses with 503 and Retry-After', async () => {
    const answer = await post();
    expectError(answer, 503, 'temporarily_unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(await clients()).toBe(0);
  });

  test('is notified by its signal', async () => {
    await post();
    expect(signal?.aborted).toBe(true);
    expect(String(signal?.reason)).toMatch(/longer than 30 ms/);
  });

  test('changes nothing by a late decision', async () => {
    await post();
    late.resolve(DcrDecision.allow());
    await late.promise;
    // Complete a second registration: if the first had continued, it would be stored before it.
    const second = await post();
    expect(second.status, second.text).toBe(201);
    expect(await clients()).toBe(1);
  });

  test('may fail late without an unhandled rejection', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    await post();
    late.reject(new Error('too late'));
    // Node reports unhandled rejections after the microtasks of a turn.
    await new Promise((resolve) => setImmediate(resolve));
    await post();
    expect(unhandled).not.toHaveBeenCalled();
  });
});

function withResolvers(): PromiseWithResolvers<DcrDecision> {
  let resolve!: (decision: DcrDecision | PromiseLike<DcrDecision>) => void;
  let reject!: (reason?: unknown) => void;
  const promise = new Promise<DcrDecision>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
