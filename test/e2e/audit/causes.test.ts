import { ForbiddenException, type INestApplication } from '@nestjs/common';
import {
  DcrAdminService,
  DcrDecision,
  DcrRegistrationService,
  type DcrModuleOptions,
  type DcrRejectionCause,
} from 'nestjs-dcr';
import { describe, expect, onTestFinished, test } from 'vitest';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson, send } from '../../support/http.js';

interface Case {
  options?: DcrModuleOptions;
  configure?: (app: INestApplication) => void;
  /** The request to send; a valid registration by default. */
  request?: (application: TestApplication) => Promise<unknown>;
}

const post = (body: object) => (application: TestApplication) =>
  postJson(`${application.url}/register`, body);
const headers = { 'content-type': 'application/json' };
const raw =
  (body: string, more = {}) =>
  (application: TestApplication) =>
    send(`${application.url}/register`, { headers: { ...headers, ...more }, body });
const good = post(goodRegistration);

const cases: [DcrRejectionCause, string, Case][] = [
  ['metadata', 'a wrong member', { request: post({ ...goodRegistration, client_name: 1 }) }],
  ['metadata', 'a grant outside the profile', { request: post({ ...goodRegistration, grant_types: ['x'] }) }],
  ['redirect_uris', 'a forbidden redirect URI', { request: post({ redirect_uris: ['javascript:1'] }) }],
  ['redirect_uris', 'no redirect URIs', { request: post({ client_name: 'x' }) }],
  [
    'redirect_uris',
    'redirect URIs that are not a list',
    { request: post({ redirect_uris: 'https://a.example/' }) },
  ],
  ['policy', 'a denial', { options: { policy: () => DcrDecision.deny('No.') } }],
  ['policy_fault', 'a policy without a decision', { options: { policy: () => true as never } }],
  ['policy_fault', 'a policy that throws', { options: { policy: () => Promise.reject(new Error('down')) } }],
  [
    'policy_timeout',
    'a policy that times out',
    { options: { policy: () => new Promise(() => undefined), policyTimeout: 20 } },
  ],
  [
    'cap',
    'a reached cap',
    { options: { maxClients: 1 }, request: (application) => good(application).then(() => good(application)) },
  ],
  [
    'paused',
    'a pause',
    {
      request: (application) =>
        application.nest
          .get(DcrAdminService)
          .pauseRegistration()
          .then(() => good(application)),
    },
  ],
  [
    'throttled',
    'too many attempts',
    {
      options: { maxRegistrationsPerWindow: 1 },
      request: (application) => good(application).then(() => good(application)),
    },
  ],
  [
    'storage',
    'a failing storage of the limiter',
    { options: { throttlerStorage: { increment: () => Promise.reject(new Error('down')) } } },
  ],
  [
    'storage',
    'a row that the database refuses',
    {
      request: (application) =>
        application.dataSource.query('DROP TABLE dcr_clients').then(() => good(application)),
    },
  ],
  ['body', 'malformed JSON', { request: raw('{') }],
  ['body', 'a body that is not an object', { request: raw('[]') }],
  ['body', 'a body of another type', { request: raw('{}', { 'content-type': 'text/plain' }) }],
  ['body', 'a large body', { request: raw(JSON.stringify({ x: 'x'.repeat(20_000) })) }],
  [
    'application',
    'a guard of the application',
    {
      configure: (app) =>
        app.useGlobalGuards({
          canActivate: () => {
            throw new ForbiddenException();
          },
        }),
    },
  ],
];

describe.each(adapters)('the cause of a rejection, on %s,', (adapter) => {
  test.each(cases)('is %s for %s', async (cause, _, { options, configure, request = good }) => {
    const application = await startApplication({ adapter, dcr: { enabled: true, ...options }, configure });
    onTestFinished(() => application.close());
    await request(application);
    const admin = application.nest.get(DcrAdminService);
    const { items } = await admin.listAuditEvents({ cause });
    expect(items).toMatchObject([{ type: 'client.rejected', outcome: 'rejected', cause }]);
    expect((await admin.listAuditEvents({ outcome: 'rejected' })).items).toHaveLength(1);
  });
});

test('an accepted registration keeps its request id and has no cause', async () => {
  const application = await startApplication({ dcr: { enabled: true } });
  onTestFinished(() => application.close());
  await postJson(`${application.url}/register`, goodRegistration, { 'x-request-id': 'req-1' });
  const origin = { ip: '203.0.113.7', headers: { 'x-request-id': 'req-2' } };
  await application.nest.get(DcrRegistrationService).register(goodRegistration, origin);
  const { items } = await application.nest.get(DcrAdminService).listAuditEvents();
  expect(items).toMatchObject([
    { requestId: 'req-2', ip: '203.0.113.7', cause: null },
    { requestId: 'req-1', cause: null },
  ]);
});
