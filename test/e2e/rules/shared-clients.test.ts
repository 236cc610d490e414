import { DcrDecision, type DcrPolicyFunction } from 'nestjs-dcr';
import { expect, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { describeDatabases } from '../../support/databases.js';
import { desktop, startShared } from '../shared/support.js';

describeDatabases('instances that share a client, when the rules change', (database) => {
  test('any change of the rules starts with a new client, also one that is undone', async () => {
    const { admin, idOf } = await startShared({}, { database });
    const before = await idOf();
    expect(await idOf(desktop(4_000))).toBe(before);
    const { rule } = await admin.addRule({
      kind: 'redirectHost',
      value: 'unrelated.example',
      effect: 'deny',
    });
    const meanwhile = await idOf();
    expect(meanwhile).not.toBe(before);
    expect(await idOf()).toBe(meanwhile);
    await admin.removeRule(rule.id);
    const after = await idOf();
    expect([before, meanwhile]).not.toContain(after);
    expect(await idOf()).toBe(after);
  });

  test('a denied instance gets no client, and a pending one has a client of its own', async () => {
    const { admin, idOf, post } = await startShared({}, { database });
    const shared = await idOf();
    const target = { kind: 'redirectHost', value: 'desktop.example.com' } as const;
    const pending = await admin.addRule({ ...target, effect: 'pending' });
    const [one, other] = [await idOf(), await idOf()];
    expect(new Set([shared, one, other]).size).toBe(3);
    const deny = await admin.addRule({ ...target, effect: 'deny' });
    expectError(await post(desktop()), 403, 'access_denied');
    for (const { rule } of [pending, deny]) await admin.removeRule(rule.id);
  });

  test('instances in flight share a client of the rules under which they are stored', async () => {
    const waiting: ((decision: DcrDecision) => void)[] = [];
    const policy: DcrPolicyFunction = () => new Promise((resolve) => waiting.push(resolve));
    const { admin, post, clients } = await startShared({ policy, policyTimeout: 60_000 }, { database });
    const begin = async () => {
      const answers = Array.from({ length: 6 }, () => post(desktop()));
      await expect.poll(() => waiting.length, { timeout: 15_000 }).toBe(6);
      return answers;
    };
    const decide = (decision: DcrDecision) => {
      for (const answer of waiting.splice(0)) answer(decision);
    };
    const target = { kind: 'redirectHost', value: 'desktop.example.com' } as const;

    const early = await begin();
    const { rule: allow } = await admin.addRule({ ...target, effect: 'allow' });
    const { rule: loopback } = await admin.addRule({ ...target, value: '127.0.0.1', effect: 'allow' });
    decide(DcrDecision.allowPending('new'));
    const ids = (await Promise.all(early)).map((answer) => answer.json()['client_id']);
    expect(new Set(ids).size).toBe(1);
    expect(await clients()).toMatchObject([{ clientId: ids[0], status: 'active' }]);

    const denied = await begin();
    const { rule: deny } = await admin.addRule({ ...target, effect: 'deny' });
    decide(DcrDecision.allow());
    for (const answer of denied) expectError(await answer, 403, 'access_denied');
    expect(await clients()).toHaveLength(1);
    for (const { id } of [allow, loopback, deny]) await admin.removeRule(id);
  });
});
