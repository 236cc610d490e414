import { DcrAuditEvent } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { byCallerHeader } from '../../support/caller.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration, hostileShapes } from '../../support/hostile-shapes.js';
import { postJson, send } from '../../support/http.js';
import { expectContract, expectError } from '../../conformance/answer-rules.js';
import { applicationsOfEachKind } from './application-kinds.js';

const limit = 3;

describe.each(applicationsOfEachKind)(
  'the registration endpoint in an application with %s, on %s',
  (_, adapter, kind) => {
    let application: TestApplication;
    let endpoint: string;
    beforeAll(async () => {
      const { imports, providers, nest, configure, decorators } = kind;
      const dcr = {
        enabled: true,
        decorators,
        maxRegistrationsPerWindow: limit,
        // A separate caller for each test, so that they don't use up each other's attempts.
        trackBy: byCallerHeader,
      };
      application = await startApplication({ adapter, imports, providers, nest, configure, dcr });
      endpoint = application.url + kind.register;
    });
    afterAll(() => application?.close());

    for (const shape of hostileShapes)
      test(`refuses ${shape.name} in the documented format, counts it and audits it`, async () => {
        const caller = { 'x-caller': shape.name, 'user-agent': shape.name, origin: 'https://app.example' };
        const post = () =>
          send(endpoint, { ...shape.request, headers: { ...shape.request.headers, ...caller } });

        for (let attempt = 1; attempt <= limit; attempt++) {
          const refused = await post();
          expectContract(refused);
          expect([shape.status].flat(), refused.text).toContain(refused.status);
          expectError(refused, refused.status, 'invalid_client_metadata');
        }
        const limited = await post();
        expectContract(limited);
        expectError(limited, 429, 'slow_down');
        expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
        expect(Number(limited.headers['retry-after'])).toBeLessThanOrEqual(60);

        expect(await auditOf(shape.name, limit + 1)).toEqual({
          invalid_client_metadata: limit,
          slow_down: 1,
        });
      });

    test('registers a client and answers in the standard format', async () => {
      const answer = await postJson(
        endpoint,
        { ...goodRegistration, unknown_member: true },
        { 'x-caller': 'good' },
      );
      expectContract(answer);
      expect(answer.status, answer.text).toBe(201);
      expect(answer.json()).toMatchObject(goodRegistration);
    });

    test('lets a page of any origin register, without credentials', async () => {
      const headers = {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      };
      const preflight = await send(endpoint, { method: 'OPTIONS', headers });
      expect([200, 204]).toContain(preflight.status);
      expect(preflight.headers['access-control-allow-origin']).toBe('*');
      expect(preflight.headers['access-control-allow-methods']).toContain('POST');
      expect(preflight.headers['access-control-allow-headers']?.toLowerCase()).toContain('content-type');
      expect(preflight.headers).not.toHaveProperty('access-control-allow-credentials');
    });

    /** The attempts by error, once all are written: a rejection is audited after its answer. */
    async function auditOf(userAgent: string, attempts: number): Promise<Record<string, number>> {
      const find = () => application.dataSource.getRepository(DcrAuditEvent).findBy({ userAgent });
      const rows = await vi.waitUntil(async () => {
        const found = await find();
        return found.reduce((sum, { count }) => sum + count, 0) >= attempts && found;
      });
      for (const row of rows)
        expect(row).toMatchObject({
          type: 'client.rejected',
          outcome: 'rejected',
          ip: '127.0.0.1',
          clientId: null,
        });
      const errors = rows.map(({ error, count }) => [String(error), count] as const);
      return errors.reduce<Record<string, number>>(
        (sum, [error, count]) => ({ ...sum, [error]: (sum[error] ?? 0) + count }),
        {},
      );
    }
  },
);
