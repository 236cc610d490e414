import { DcrAdminService, DcrAuditEvent, DcrClient, DcrDecision, type DcrPolicyFunction } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { startApplication } from '../../support/application.js';
import { registerWithBusyPool } from '../../support/busy-pool.js';
import { describeDatabases } from '../../support/databases.js';
import { type HttpAnswer, postJson } from '../../support/http.js';

const hosts = ['evil.example', 'queued.example', 'trusted.example', 'other.example'];

describeDatabases('registrations whose policy is still deciding when the rules change', (database) => {
  test.each([
    ['without a cap', {}],
    ['with a cap', { maxClients: 1_000 }],
  ])('are stored under the rules of the moment in which they are stored, %s', async (_, options) => {
    const waiting: ((decision: DcrDecision) => void)[] = [];
    const policy: DcrPolicyFunction = () => new Promise((resolve) => waiting.push(resolve));
    const dcr = {
      enabled: true,
      policy,
      policyTimeout: 60_000,
      maxRegistrationsPerWindow: 1_000,
      ...options,
    };
    const application = await startApplication({ database, dcr });
    onTestFinished(() => application.close());
    const admin = application.nest.get(DcrAdminService);
    const clients = application.dataSource.getRepository(DcrClient);
    const post = (host: string) =>
      postJson(`${application.url}/register`, { redirect_uris: [`https://${host}/callback`] });
    const begin = async () => {
      const answers = hosts.map(post);
      await expect.poll(() => waiting.length, { timeout: 15_000 }).toBe(hosts.length);
      return answers;
    };
    const decide = (decision: DcrDecision) => {
      for (const answer of waiting.splice(0)) answer(decision);
    };
    const rule = async (value: string, effect: 'deny' | 'pending' | 'allow') =>
      (await admin.addRule({ kind: 'redirectHost', value, effect })).rule.id;

    const before = await begin();
    const [deny, pending] = [await rule('evil.example', 'deny'), await rule('queued.example', 'pending')];
    decide(DcrDecision.allow());
    const [evil, queued, trusted] = await Promise.all(before);
    expectError(evil!, 403, 'access_denied');
    const statusOf = async (answer: HttpAnswer) => {
      const found = await clients.findOneBy({ clientId: answer.json()['client_id'] as string });
      return found?.status;
    };
    expect(await statusOf(queued!)).toBe('pending');
    expect(await statusOf(trusted!)).toBe('active');
    const events = application.dataSource.getRepository(DcrAuditEvent);
    expect(await events.findBy({ ruleId: deny, type: 'client.rejected' })).toMatchObject([{ cause: 'rule' }]);
    expect(await events.findBy({ ruleId: pending, type: 'client.registered' })).toMatchObject([
      { clientId: queued!.json()['client_id'], reason: expect.any(String) },
    ]);

    await Promise.all([deny, pending].map((id) => admin.removeRule(id)));
    const again = await begin();
    const undone = await rule('evil.example', 'deny');
    const allow = await rule('trusted.example', 'allow');
    await admin.removeRule(undone);
    decide(DcrDecision.allowPending('new'));
    const statuses = await Promise.all((await Promise.all(again)).map(statusOf));
    expect(statuses).toEqual(['pending', 'pending', 'active', 'pending']);
    await admin.removeRule(allow);
  });
});

describeDatabases(
  'a registration that waits for a connection while another replica adds a rule',
  (database) => {
    test('is refused once the rule has been added', async () => {
      const body = { redirect_uris: ['https://evil.example/callback'] };
      const { answer, other, release } = await registerWithBusyPool(database, body);
      const clients = other.dataSource.getRepository(DcrClient);
      const before = await clients.count();
      const admin = other.nest.get(DcrAdminService);
      const { rule } = await admin.addRule({ kind: 'redirectHost', value: '*.example', effect: 'deny' });
      await release();
      expectError(await answer, 403, 'access_denied');
      expect(await clients.count()).toBe(before);
      await admin.removeRule(rule.id);
    });
  },
  ['postgres', 'mariadb'],
);
