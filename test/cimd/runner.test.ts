import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CaseRun } from './support/case-run.js';
import { caseById, type Json } from './support/case.js';
import { CHECKS, expectAsSaid } from './support/checks/index.js';
import { expectCase } from './support/expect-case.js';
import type { Seen } from './support/seen.js';

const accepted = caseById('http-content-type-json-suffix');

describe('A case is refused before it starts if it has', () => {
  test.each<[string, Json]>([
    ['a member', { hosts: [] }],
    ['a member of the document', { document: { ...accepted.document, pace: 'slow' } }],
    [
      'a member of the request',
      { authorize: { ...accepted.authorize, redirectUrl: 'https://client.test/' } },
    ],
    ['an expectation', { expected: { accepted: true } }],
    ['an alternative expectation', { expected: { anyOf: [{ accepted: true }] } }],
    ['a step', { steps: [{ sleep: 10 }] }],
    ['a modifier of a step', { steps: [{ wait: 10, expect: { ok: true } }] }],
    ['an expectation of a step', { steps: [{ authorize: {}, expect: { accepted: true } }] }],
  ])('%s that is not known', async (_, changes) => {
    await expect(expectCase({ ...accepted, ...changes })).rejects.toThrow(/^Unknown|needs one action/);
  });
});

describe('An expectation that does not hold fails:', () => {
  let run: CaseRun;
  let seen: Seen;
  beforeAll(async () => {
    run = await CaseRun.start(accepted);
    seen = await run.authorize();
    run.remembered = { clientName: 'another name' };
  });
  afterAll(() => run.close());

  const answered: Seen = {
    kind: 'answered',
    status: 200,
    headers: { location: '/here' },
    text: '{"a":1}',
    ms: 1,
  };
  const started: Seen = { kind: 'start', starts: true, log: 'a line', warnings: ['careful'], ms: 1 };
  const threw: Seen = {
    kind: 'threw',
    name: 'E',
    message: 'M',
    error: 'e',
    status: 503,
    redirectable: true,
    retryAfter: 31,
    ms: 3_000,
  };

  /** Each expectation with values that are wrong for what was seen; by default, for the accepted call. */
  const wrong: Record<string, [value: unknown, seen?: Seen][]> = {
    result: [['error'], ['accepted', threw], ['other']],
    ok: [[true, threw]],
    error: [['e'], ['f', threw], [['f', 'g'], threw]],
    status: [
      [400, threw],
      [201, answered],
      [[201, 204], answered],
    ],
    redirectable: [[false, threw]],
    retryAfter: [[true], [true, threw], [true, answered]],
    withinMs: [[2_999, threw]],
    anyOf: [[[{ result: 'error' }, { error: 'e' }]]],
    sameAnswerAs: [['url-http', threw]],
    client: [
      [null],
      [{ source: 'dcr' }],
      [{ grantTypes: ['refresh_token'] }],
      [{ status: ['disabled', 'pending'] }],
    ],
    clientNameWithout: [['Client']],
    clientNameAtMost: [[10]],
    unchanged: [[true], [['clientName']]],
    fetches: [[0], [2]],
    fetchesAtMost: [[0]],
    connections: [[0]],
    concurrentAtMost: [[0]],
    bytesReadAtMost: [[100]],
    dnsQueries: [[1], [0, threw]],
    paths: [[[]], [['/other.json']]],
    request: [
      [{ method: 'POST' }],
      [{ headers: { accept: 'contains xml' } }],
      [{ absent: ['accept'] }],
      [{ body: '' }],
    ],
    requests: [[[]], [[{ path: '/other.json' }]]],
    rows: [[0]],
    rowsAtMost: [[0]],
    audit: [[{ type: 'client.withdrawn' }], [{ type: 'client.discovered', reason: 'tls' }]],
    noAudit: [[{ type: 'client.discovered' }]],
    auditCount: [[{ type: 'client.discovered', count: 2 }]],
    auditRowsAtMost: [[0]],
    pollution: [[true]],
    leaks: [[['Test Client']]],
    body: [
      [{ a: 2 }, answered],
      [{ a: null }, answered],
      [{ b: 1 }, answered],
      [{ a: { has: 1 } }, answered],
    ],
    location: [['/there', answered]],
    code: [[true, answered]],
    starts: [[false, started]],
    log: [[['a line', 'another line'], started]],
    warnings: [[['careful', 'reckless'], started]],
  };

  test('the table below has every expectation', () => {
    expect(Object.keys(wrong).toSorted()).toEqual(Object.keys(CHECKS).toSorted());
  });

  const rows = Object.entries(wrong).flatMap(([name, values]) =>
    values.map(([value, of]) => [name, value, of] as const),
  );
  test.each(rows)('%s %j', async (name, value, of = seen) => {
    await expect(expectAsSaid({ [name]: value }, run, of)).rejects.toBeInstanceOf(Error);
  });
});
