import { DcrAdminService, DcrDecision, type DcrPolicyContext } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodRegistration } from '../support/hostile-shapes.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { postJson, send, type HttpAnswer } from '../support/http.js';
import { blocks, table } from './support/readme.js';

let application: TestApplication;
let closed: TestApplication;

beforeAll(async () => {
  application = await startApplication({
    dcr: {
      enabled: true,
      policyTimeout: 20,
      trackBy: ({ headers }) => String(headers['x-caller']),
      maxRegistrationsPerWindow: ({ headers }) => (headers['x-caller'] === 'busy' ? 1 : 1_000),
      policy: ({ clientName }: DcrPolicyContext) => {
        if (clientName === 'Fault') throw new Error('A fault in the policy.');
        return clientName === 'Slow' ? new Promise<DcrDecision>(() => undefined) : DcrDecision.allow();
      },
    },
  });
  closed = await startApplication({ dcr: { enabled: false } });
});

afterAll(() => Promise.all([application, closed].map((one) => one?.close())));

const post = (changes: object, headers?: Record<string, string>) =>
  postJson(`${application.url}/register`, { ...goodRegistration, ...changes }, headers);

/** One request per row of the errors table. */
const causes: Record<string, () => Promise<HttpAnswer>> = {
  '400 invalid_redirect_uri': () => post({ redirect_uris: ['javascript:alert(1)'] }),
  '400 invalid_client_metadata': () => post({ redirect_uris: [] }),
  '403 access_denied': async () => {
    const admin = application.nest.get(DcrAdminService);
    await admin.pauseRegistration();
    const answer = await post({});
    await admin.resumeRegistration();
    return answer;
  },
  '404 as for any unknown route': () => postJson(`${closed.url}/register`, goodRegistration),
  '413 invalid_client_metadata': () => post({ client_name: 'x'.repeat(17_000) }),
  '415 invalid_client_metadata': () =>
    send(`${application.url}/register`, { headers: { 'content-type': 'text/plain' }, body: '{}' }),
  '429 slow_down': async () => {
    await post({}, { 'x-caller': 'busy' });
    return post({}, { 'x-caller': 'busy' });
  },
  '500 server_error': () => post({ client_name: 'Fault' }),
  '503 temporarily_unavailable': () => post({ client_name: 'Slow' }),
};

test('The errors table of the README has these rows', () => {
  const rows = table(['status', '`error`', 'when']).map(
    ([status, error]) => `${status} ${error?.replaceAll('`', '')}`,
  );
  expect(rows).toEqual(Object.keys(causes));
});

test.each(Object.entries(causes))('The errors table is correct about %s', async (row, cause) => {
  const answer = await cause();
  const { status, headers } = answer;
  const error = status === 404 ? 'as for any unknown route' : String(answer.json()['error']);
  expect(`${status} ${error}`).toBe(row);
  expect('retry-after' in headers).toBe(status === 429 || status === 503);
});

test('The request in the README gets the answer that it shows', async () => {
  const body = /-d '(.+)'/.exec(blocks('sh').join(''))?.[1];
  const answer = await send(`${application.url}/register`, {
    headers: { 'content-type': 'application/json' },
    body: body!,
  });
  const [shown] = blocks('json').map((block) => JSON.parse(block) as Record<string, unknown>);
  expect(answer.status).toBe(201);
  expect(answer.json()).toEqual({
    ...shown,
    client_id: expect.stringMatching(/^dcr_[0-9a-f]{32}$/),
    client_id_issued_at: expect.any(Number),
  });
});
