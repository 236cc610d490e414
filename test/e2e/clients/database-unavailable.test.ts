import { DcrAdminService, DcrClient, DcrClientService, DcrRegistrationService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { tableName } from '../../support/table-name.js';
import { expectError } from '../../conformance/answer-rules.js';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { ask, refusalOf } from './authorization.js';

describeDatabases('while the database is unavailable', (database) => {
  let application: TestApplication;
  let service: DcrClientService;
  let clientId: string;
  beforeAll(async () => {
    application = await startApplication({ database, dcr: { enabled: true } });
    service = application.nest.get(DcrClientService);
    clientId = (await application.nest.get(DcrRegistrationService).register(goodRegistration)).client_id;
    await application.dataSource.destroy();
  });
  afterAll(() => application?.close());

  test.each(['findActive', 'authorize', 'authenticate'] as const)(
    '%s reports that, and not an unknown client',
    async (method) => {
      const refusal = await refusalOf(ask(service, method, clientId));
      expect(refusal).toMatchObject({ error: 'temporarily_unavailable', status: 503, redirectable: false });
      expect(refusal.retryAfter).toBeGreaterThan(0);
    },
  );

  test('explainClient reports that, and not an unknown client', async () => {
    const refusal = await refusalOf(application.nest.get(DcrAdminService).explainClient(clientId));
    expect(refusal).toMatchObject({ error: 'temporarily_unavailable', status: 503 });
  });

  test('the endpoint asks clients to retry', async () => {
    const answer = await postJson(`${application.url}/register`, goodRegistration);
    expectError(answer, 503, 'temporarily_unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(answer.headers['cache-control']).toContain('no-store');
  });
});

describeDatabases(
  'a database that does not answer',
  (database) => {
    test('counts as unavailable within seconds, and is used again once it answers', async () => {
      const application = await startApplication({ database, dcr: { enabled: true } });
      onTestFinished(() => application.close());
      const service = application.nest.get(DcrClientService);
      const { client_id: clientId } = await application.nest
        .get(DcrRegistrationService)
        .register(goodRegistration);
      const runner = application.dataSource.createQueryRunner();
      await runner.startTransaction();
      await runner.query(
        `LOCK TABLE ${tableName(application.dataSource, DcrClient)} IN ACCESS EXCLUSIVE MODE`,
      );

      const start = performance.now();
      const looking = refusalOf(ask(service, 'findActive', clientId));
      const registering = postJson(`${application.url}/register`, goodRegistration);
      expect(await looking).toMatchObject({ error: 'temporarily_unavailable', status: 503 });
      expectError(await registering, 503, 'temporarily_unavailable');
      expect(performance.now() - start).toBeLessThan(8_000);

      await runner.rollbackTransaction();
      await runner.release();
      expect(await service.findActive(clientId)).toMatchObject({ clientId });
    });
  },
  ['postgres'],
);
