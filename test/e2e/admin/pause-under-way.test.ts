import { DcrAdminService, DcrAuditEvent, DcrClient, DcrDecision, type DcrPolicyFunction } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { registerWithBusyPool } from '../../support/busy-pool.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

describeDatabases('registrations whose policy is still deciding when a pause begins', (database) => {
  test.each([
    ['without a cap', {}],
    ['with a cap', { maxClients: 100 }],
  ])('are refused once the pause has returned, and stored once it is lifted, %s', async (_, options) => {
    const waiting: ((decision: DcrDecision) => void)[] = [];
    const policy: DcrPolicyFunction = () => new Promise((resolve) => waiting.push(resolve));
    const dcr = { enabled: true, policy, policyTimeout: 60_000, ...options };
    const application = await startApplication({ database, dcr });
    onTestFinished(() => application.close());
    const admin = application.nest.get(DcrAdminService);
    const clients = application.dataSource.getRepository(DcrClient);
    const rejected = () =>
      application.dataSource.getRepository(DcrAuditEvent).countBy({ error: 'access_denied' });
    const [storedBefore, rejectedBefore] = [await clients.count(), await rejected()];
    const post = () => [1, 2, 3].map(() => postJson(`${application.url}/register`, goodRegistration));
    const allow = async () => {
      await expect.poll(() => waiting.length, { timeout: 15_000 }).toBe(3);
      for (const decide of waiting.splice(0)) decide(DcrDecision.allow());
    };

    const early = post();
    await expect.poll(() => waiting.length, { timeout: 15_000 }).toBe(3);
    await admin.pauseRegistration();
    await allow();
    for (const answer of early) expectError(await answer, 403, 'access_denied');
    expect(await clients.count()).toBe(storedBefore);
    expect(await rejected()).toBe(rejectedBefore + 3);

    await admin.resumeRegistration();
    const again = post();
    await expect.poll(() => waiting.length, { timeout: 15_000 }).toBe(3);
    await admin.pauseRegistration();
    await admin.resumeRegistration();
    await allow();
    for (const answer of again) expect((await answer).status).toBe(201);
  });
});

describeDatabases(
  'a registration that waits for a connection while another replica pauses',
  (database) => {
    test('is refused once the pause has returned', async () => {
      const { answer, other, release } = await registerWithBusyPool(database, goodRegistration);
      const clients = other.dataSource.getRepository(DcrClient);
      const before = await clients.count();
      await other.nest.get(DcrAdminService).pauseRegistration();
      await release();
      expectError(await answer, 403, 'access_denied');
      expect(await clients.count()).toBe(before);
    });
  },
  ['postgres', 'mariadb'],
);
