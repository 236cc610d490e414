import { ForbiddenException, type INestApplication } from '@nestjs/common';
import {
  type CimdOptions,
  DcrAdminService,
  dcrAdminOpenApi,
  DcrClientService,
  DcrDecision,
  type DcrDocumentFetcher,
  DcrError,
  DcrRegistrationService,
  type DcrModuleOptions,
  type DcrRejectionCause,
  type DcrTestHost,
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
    'rule',
    'a rule of an operator',
    {
      request: async (application) => {
        const value = 'client.example.com';
        await application.nest.get(DcrAdminService).addRule({ kind: 'redirectHost', value, effect: 'deny' });
        await good(application);
      },
    },
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

interface DocumentCase {
  /** Default: the URL of the document. */
  clientId?: string;
  /** Members that differ from a good document. */
  document?: object;
  /** Default: a good document. */
  answer?: () => ReturnType<DcrDocumentFetcher['fetch']>;
  cimd?: CimdOptions;
}

const URL_OF_DOCUMENT = 'https://client.test/client.json';
const json = { 'content-type': 'application/json' };
async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}
const answer =
  (status: number, body: string, sent: Record<string, string> = json) =>
  () =>
    Promise.resolve({ status, headers: sent, body: bytes(body) });
/** Uses the built-in fetcher. */
const resolved = (answers: DcrTestHost['answers']): CimdOptions => ({
  fetcher: undefined,
  testHosts: { 'client.test': { answers } },
});

const documentCases: [DcrRejectionCause, DocumentCase][] = [
  ['url', { clientId: 'https://client.test/' }],
  ['host', { cimd: { hosts: ['other.test'] } }],
  ['dns', { cimd: resolved('NXDOMAIN') }],
  ['address', { cimd: resolved(['10.0.0.1']) }],
  ['connect', { answer: () => Promise.reject(new Error('down')) }],
  ['timeout', { answer: () => new Promise(() => undefined), cimd: { timeout: 50 } }],
  ['status', { answer: answer(404, '') }],
  ['redirect', { answer: answer(302, '', { location: 'https://other.test/' }) }],
  ['type', { answer: answer(200, '<html>', { 'content-type': 'text/html' }) }],
  ['size', { answer: answer(200, JSON.stringify({ x: 'x'.repeat(6_000) })) }],
  ['json', { answer: answer(200, '{') }],
  ['client_id', { document: { client_id: 'https://client.test/other.json' } }],
  ['secret', { document: { client_secret: 'x' } }],
  ['auth_method', { document: { token_endpoint_auth_method: 'private_key_jwt' } }],
  ['metadata', { document: { client_name: '' } }],
  ['redirect_uris', { document: { redirect_uris: ['http://client.test/'] } }],
];

test.each(documentCases)('the cause %s of a refused document is in the audit', async (cause, options) => {
  const { clientId = URL_OF_DOCUMENT, document, cimd } = options;
  const body = JSON.stringify({ ...goodRegistration, client_id: clientId, ...document });
  const fetcher = { fetch: options.answer ?? answer(200, body) };
  const testHosts = { 'client.test': {} };
  const application = await startApplication({
    dcr: { cimd: { enabled: true, fetcher, testHosts, ...cimd } },
  });
  onTestFinished(() => application.close());
  await expect(application.nest.get(DcrClientService).discover(clientId)).rejects.toBeInstanceOf(DcrError);
  const { items } = await application.nest.get(DcrAdminService).listAuditEvents({ cause });
  expect(items).toMatchObject([{ type: 'client.rejected', source: 'cimd', clientId, cause }]);
});

test('every cause is tested', () => {
  const known = dcrAdminOpenApi().components.schemas['DcrAuditEvent']?.properties?.['cause']?.enum;
  const tested = [...cases, ...documentCases].map(([cause]) => cause);
  // It needs a server: test/e2e/cimd/refresh.test.ts.
  expect(new Set([...tested, 'tls'])).toEqual(new Set(known));
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
