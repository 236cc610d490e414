import { DcrClientService, DcrRegistrationService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { describeDatabases } from '../../support/databases.js';
import { startHost, type Host } from '../../support/host.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { ask, refusalOf } from './authorization.js';

describeDatabases('while the database is away', (database) => {
  let host: Host;
  let service: DcrClientService;
  let clientId: string;
  beforeAll(async () => {
    host = await startHost({ database, dcr: { enabled: true } });
    service = host.app.get(DcrClientService);
    clientId = (await host.app.get(DcrRegistrationService).register(goodRegistration)).client_id;
    await host.dataSource.destroy();
  });
  afterAll(() => host?.close());

  test.each(['findActive', 'authorize', 'authenticate'] as const)(
    '%s says so, and not that the client is unknown',
    async (method) => {
      const refusal = await refusalOf(ask(service, method, clientId));
      expect(refusal).toMatchObject({ error: 'temporarily_unavailable', status: 503, redirectable: false });
      expect(refusal.retryAfter).toBeGreaterThan(0);
    },
  );

  test('the endpoint asks clients to come back', async () => {
    const answer = await postJson(`${host.url}/register`, goodRegistration);
    expectError(answer, 503, 'temporarily_unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(answer.headers['cache-control']).toContain('no-store');
  });
});
