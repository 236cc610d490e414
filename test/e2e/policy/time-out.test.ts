import { DcrClient, DcrDecision, type DcrPolicyFunction } from 'nestjs-dcr';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { startHost, type Host } from '../../support/host.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

describe('a policy that takes too long', () => {
  let host: Host;
  let signal: AbortSignal | undefined;
  let late: PromiseWithResolvers<DcrDecision>;
  beforeEach(async () => {
    late = withResolvers();
    const policy: DcrPolicyFunction = (_, given) => {
      signal = given;
      return late.promise;
    };
    host = await startHost({ dcr: { enabled: true, policy, policyTimeout: 30 } });
  });
  afterEach(() => host?.close());

  const post = () => postJson(`${host.url}/register`, goodRegistration);
  const clients = () => host.dataSource.getRepository(DcrClient).count();

  test('refuses with 503 and says when to come back', async () => {
    const answer = await post();
    expectError(answer, 503, 'temporarily_unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(await clients()).toBe(0);
  });

  test('is told so by its signal', async () => {
    await post();
    expect(signal?.aborted).toBe(true);
    expect(String(signal?.reason)).toMatch(/longer than 30 ms/);
  });

  test('changes nothing by a decision that comes late', async () => {
    await post();
    late.resolve(DcrDecision.allow());
    await late.promise;
    // A second registration goes the whole way: the first, had it gone on, would be there before it.
    const second = await post();
    expect(second.status, second.text).toBe(201);
    expect(await clients()).toBe(1);
  });

  test('may still fail late without a word to the process', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    await post();
    late.reject(new Error('too late'));
    // Node looks for unhandled rejections when the microtasks of a turn are done.
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
