import { caseById, type Case, type Step } from './support/case.js';

const { clientId, document, authorize } = caseById('cache-fresh');
const accepted: Step = { authorize: {}, expect: { result: 'accepted' } };
const unreachable = { error: 'temporarily_unavailable', status: 503, redirectable: false, retryAfter: true };
const SHORT_CACHE = { cache: { min: 500, max: 1_000, default: 500 } };

type Further = Pick<Case, 'id' | 'title' | 'expected'> & Partial<Case>;

const described: Further[] = [
  {
    id: 'three-replicas',
    title: 'three processes that see an unknown URL at once store it once, and fetch it at most once each',
    replicas: 3,
    steps: [{ authorize: {}, times: 30, parallel: 30, expect: { result: 'accepted' } }],
    expected: { fetchesAtMost: 3, rows: 1, auditCount: { type: 'client.discovered', count: 1 } },
  },
  {
    id: 'outage',
    title: 'while the host is down for longer than cache.max, sessions and new authorizations go on',
    cimd: SHORT_CACHE,
    steps: [
      accepted,
      { openSession: {} },
      { down: true },
      { wait: 1_500 },
      { authenticate: { grantType: 'refresh_token' }, expect: { result: 'accepted' } },
      { requireActive: {}, expect: { ok: true } },
      accepted,
      { findActive: {}, expect: { client: { status: 'active', source: 'cimd' } } },
      { down: false },
    ],
    expected: { fetches: 1, rows: 1, audit: { type: 'client.document_failed', reason: ['connect', 'tls'] } },
  },
  {
    id: 'idle',
    title: 'the cleanup removes a client that was not used for 40 days, unless it has an open session',
    steps: [
      accepted,
      { openSession: {} },
      { authorize: { clientId: 'https://client.test/idle.json' }, expect: { result: 'accepted' } },
      { ageRowsByDays: 40 },
      { admin: 'cleanUp', args: [], expect: { ok: true } },
      { findActive: {}, expect: { client: { status: 'active' } } },
    ],
    expected: { rows: 1, audit: { type: 'client.cleaned_up' } },
  },
  {
    id: 'stopped',
    title: 'a process that is stopped and started again serves the stored copy',
    steps: [accepted, { stop: 'SIGTERM' }, { restart: {} }, accepted],
    expected: { fetches: 1, connections: 1, rows: 1, paths: ['/oauth/client.json'] },
  },
  {
    id: 'no-byte-leaks',
    title: 'no byte of a body that is no document is answered, audited or logged',
    document: {
      headers: { 'content-type': 'application/json' },
      rawBody: '{"inside": "s3cret-of-the-network',
    },
    expected: { error: 'invalid_client', status: 400, rows: 0, leaks: ['s3cret-of-the-network', 'inside'] },
  },
  {
    id: 'environment',
    title: 'no environment variable turns the check of certificates off',
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    document: { ...document, tls: 'self-signed' },
    expected: { ...unreachable, fetches: 0, rows: 0, audit: { type: 'client.rejected', reason: 'tls' } },
  },
  {
    id: 'renamed',
    title: 'another name in the document changes the name alone',
    steps: [
      accepted,
      { remember: ['id', 'createdAt', 'status', 'redirectUris'] },
      { serve: { set: { client_name: 'Another Name' } } },
      {
        admin: 'refreshClient',
        expect: { client: { clientName: 'Another Name' }, clientNameWithout: 'Test' },
      },
    ],
    expected: { unchanged: true, fetches: 2, audit: { type: 'client.document_changed' } },
  },
  {
    id: 'seam-warning',
    title: 'an application with test hosts starts with a warning',
    steps: [{ start: {}, expect: { starts: true, warnings: ['testHosts'] } }],
    expected: { pollution: false },
  },
  {
    id: 'provider-code',
    title: 'a person who signs in and consents at the provider comes back with a code',
    oidc: true,
    steps: [
      { oidc: 'authorize', expect: { status: [302, 303], location: '/interaction/' } },
      { oidc: 'finish', expect: { code: true } },
    ],
    expected: { fetches: 1, rows: 1 },
  },
  {
    id: 'provider-token',
    title: 'the token endpoint of the provider answers 401 to an unknown URL, and fetches nothing',
    oidc: true,
    steps: [{ oidc: 'token', expect: { status: 401, body: { error: 'invalid_client' } } }],
    expected: { fetches: 0, rows: 0 },
  },
  ...(['NXDOMAIN', ['127.0.0.1'], ['93.184.216.34', '10.0.0.1']] as const).map((answers, index) => ({
    id: `oracle-${index + 1}`,
    title: `the answer for a host that resolves to ${JSON.stringify(answers)} is that for a private address`,
    testHosts: { 'client.test': { answers, connect: 'LOCAL' } },
    expected: { sameAnswerAs: 'addr-private-192', fetches: 0, rows: 0 },
  })),
  {
    id: 'oracle-refused',
    title: 'the answer for a port where nothing listens is that for a private address',
    document: { ...document, behaviour: 'refuse' },
    expected: { sameAnswerAs: 'addr-private-192', connections: 0, rows: 0 },
  },
];

/** Cases of our own, in the words of `cases.json`. */
export const furtherCases: readonly Case[] = described.map((one) => ({
  area: 'further',
  level: 'ours',
  source: 'SECURITY.md, docs/operating.md',
  clientId,
  document,
  authorize,
  ...one,
}));
