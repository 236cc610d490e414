import type { INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adapters,
  startApplication,
  type Adapter,
  type TestApplication,
  type ApplicationSetup,
} from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson, send, type HttpAnswer } from '../../support/http.js';

const issuer = 'https://as.example.com/oidc';
const metadata = { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
const wellKnown = '/.well-known/oauth-authorization-server';
const origin = 'https://browser.example';

const habits: [name: string, configure?: ApplicationSetup['configure']][] = [
  ['without CORS'],
  [
    'with CORS for one origin',
    (app: INestApplication) => app.enableCors({ origin: 'https://app.example', credentials: true }),
  ],
  [
    'with CORS for every origin, with credentials',
    (app) => app.enableCors({ origin: true, credentials: true }),
  ],
];
const applications = adapters.flatMap((adapter) =>
  habits.map(([name, configure]) => [adapter, name, configure] as const),
);

function expectOpen(answer: HttpAnswer): void {
  expect(answer.headers['access-control-allow-origin']).toBe('*');
  expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
}

describe.each(applications)(
  'a page of another origin, on %s, in an application %s,',
  (adapter: Adapter, _, configure) => {
    let application: TestApplication;
    beforeAll(async () => {
      application = await startApplication({
        adapter,
        dcr: { enabled: true, metadata, maxRegistrationsPerWindow: 3 },
        ...(configure && { configure }),
      });
    });
    afterAll(() => application?.close());

    const preflight = (path: string, method: string) =>
      send(application.url + path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': 'content-type,mcp-protocol-version',
        },
      });

    test.each([
      ['/register', 'POST'],
      [wellKnown, 'GET'],
      [`${wellKnown}/oidc`, 'GET'],
    ])('may send a preflight for %s', async (path, method) => {
      const answer = await preflight(path, method);
      expect([200, 204]).toContain(answer.status);
      expect(answer.text).toBe('');
      expectOpen(answer);
      expect(answer.headers['access-control-allow-methods']).toContain(method);
      const allowed = answer.headers['access-control-allow-headers']?.toLowerCase();
      expect(allowed).toContain('content-type');
      expect(allowed).toContain('mcp-protocol-version');
    });

    test.each([wellKnown, `${wellKnown}/oidc`])('may read %s', async (path) => {
      const answer = await send(application.url + path, { method: 'GET', headers: { origin } });
      expect(answer.status).toBe(200);
      expectOpen(answer);
    });

    test('may read the answer to a registration, a refusal and a limited request', async () => {
      const post = (body: object) => postJson(`${application.url}/register`, body, { origin });
      const answers = [await post(goodRegistration), await post({}), await post({}), await post({})];
      expect(answers.map(({ status }) => status)).toEqual([201, 400, 400, 429]);
      for (const answer of answers) {
        expectOpen(answer);
        expect(answer.headers['access-control-expose-headers']).toMatch(/retry-after/i);
      }
    });

    test('gets no CORS headers of ours for other routes', async () => {
      const answer = await send(`${application.url}/unknown`, { method: 'GET', headers: { origin } });
      expect(answer.headers['access-control-allow-origin']).not.toBe('*');
      const preflightAnswer = await preflight('/unknown', 'GET');
      expect(preflightAnswer.headers['access-control-allow-origin']).not.toBe('*');
    });

    test('sends preflights that are neither counted nor audited', async () => {
      for (let turn = 0; turn < 10; turn++) await preflight('/register', 'POST');
      expect(await application.dataSource.query('SELECT sum(hits) AS hits FROM dcr_rate_limits')).toEqual([
        { hits: 4 },
      ]);
    });
  },
);
