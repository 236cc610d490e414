import { expect, test } from 'vitest';
import type { DcrTestHost } from '../../../lib/fetching/document-fetcher.js';
import { TestHosts } from '../../../lib/fetching/test-hosts.js';

test.each([
  ['claude.ai', {}],
  ['test', {}],
  ['client.test.', {}],
  ['Client.test', {}],
  ['clienttest', {}],
  ['client.test.example', {}],
  ['127.0.0.1', {}],
])('%s is no name of a test host', (name, host) => {
  expect(() => new TestHosts({ [name]: host })).toThrow(`testHosts: "${name}" must be a host name`);
});

test.each([
  '10.0.0.1:8443',
  '93.184.216.34:443',
  'localhost:8443',
  'client.test:8443',
  '0.0.0.0:8443',
  '[::]:8443',
  '127.0.0.1',
  '127.0.0.1:0',
  '127.0.0.1:65536',
  '127.0.0.1.example.com:443',
  '127.0.0.300:443',
  '127.0.0.1:8443/path',
  '',
])('connect must be on loopback, not %j', (connect) => {
  expect(() => new TestHosts({ 'client.test': { connect } })).toThrow(/testHosts: connect of "client.test"/);
});

test.each(['127.0.0.1:8443', '127.0.0.2:1', '[::1]:65535'])('connect may be %s', (connect) => {
  expect(new TestHosts({ 'client.test': { connect } }).connectTo('client.test')).toBeDefined();
});

test.each([['SERVFAIL'], [[1]], [['1.1.1.1', ['1.1.1.1']]], [{}], [null]])(
  'answers cannot be %j',
  (answers) => {
    const host = { answers } as unknown as DcrTestHost;
    expect(() => new TestHosts({ 'client.test': host })).toThrow(/testHosts: answers of "client.test"/);
  },
);

test('A list of lists is one list per query, and the last one is repeated', () => {
  const hosts = new TestHosts({ 'client.test': { answers: [['1.1.1.1'], ['10.0.0.1']] } });
  expect(Array.from({ length: 3 }, () => hosts.nextAnswer('client.test'))).toEqual([
    ['1.1.1.1'],
    ['10.0.0.1'],
    ['10.0.0.1'],
  ]);
});

test('Names of object members are no test hosts', () => {
  const hosts = new TestHosts({});
  expect([hosts.has('constructor'), hosts.has('__proto__'), hosts.has('client.test')]).toEqual([
    false,
    false,
    false,
  ]);
});
