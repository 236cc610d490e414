import { expect, test } from 'vitest';
import { HttpsDocumentFetcher } from '../../lib/fetching/https-document.fetcher.js';
import { DocumentDownloader } from '../../lib/fetching/document.downloader.js';
import type { DcrTestHost } from '../../lib/fetching/document-fetcher.js';
import { download, expectFailure, url, useDocumentServer } from './lab.js';

const lab = useDocumentServer();
const withAnswers = (answers: DcrTestHost['answers']) => ({
  testHosts: { 'client.test': { ...(answers !== undefined && { answers }), connect: lab.server.connect } },
});

test.each([
  ['127.0.0.1'],
  ['10.0.0.1'],
  ['169.254.169.254'],
  ['::1'],
  ['::7f00:1'],
  ['::ffff:7f00:1'],
  ['64:ff9b::7f00:1'],
  ['fe80::1%eth0'],
  ['not-an-address'],
  ['93.184.216.34', '10.0.0.1'],
  ['2606:2800:220:1::1', '::1'],
])('A name with the address %s is not connected to', async (...answers) => {
  await expectFailure(download(lab.server, withAnswers(answers)), 'address', true);
  expect(lab.server.connections).toBe(0);
});

test.each([[['2606:2800:220:1::1', '93.184.216.34']], [['64:ff9b::5db8:d822']], [undefined]])(
  'A name with the addresses %j is connected to',
  async (answers) => {
    expect(await download(lab.server, withAnswers(answers))).toMatchObject({ kind: 'document' });
  },
);

test.each([['NXDOMAIN' as const], [[]]])('A name with the answer %j has no address', async (answers) => {
  await expectFailure(download(lab.server, withAnswers(answers)), 'dns', true);
  expect(lab.server.connections).toBe(0);
});

test('A query that gets no answer ends at the deadline', async () => {
  await expectFailure(download(lab.server, { ...withAnswers('HANG'), timeout: 200 }), 'timeout', true);
});

test('One fetch asks for the name once, so that a second answer cannot lead it elsewhere', async () => {
  const fetcher = new HttpsDocumentFetcher({
    ...withAnswers([['93.184.216.34'], ['127.0.0.1']]),
    testCa: lab.server.ca,
  });
  const downloader = new DocumentDownloader({ timeout: 5_000, maxBytes: 5_120, fetcher });
  expect(await downloader.download(url)).toMatchObject({ kind: 'document' });
  await expectFailure(downloader.download(url), 'address', true);
  expect(lab.server.connections).toBe(1);
});

test('A test host without a place to connect to is unreachable', async () => {
  await expectFailure(download(lab.server, { testHosts: { 'client.test': {} } }), 'connect', true);
});

test.each(['https://127.0.0.1/a', 'https://[::1]/a', 'https://93.184.216.34/a', 'https://2130706433/a'])(
  'The fetcher refuses the address literal in %s by itself',
  async (literal) => {
    await expectFailure(download(lab.server, { url: literal }), 'address', true);
  },
);

test('Another name under .test is not one of the test hosts', async () => {
  // Without a network, the query gets no answer: that is a timeout.
  const attempt = download(lab.server, { url: 'https://other.test/client.json', timeout: 1_000 });
  await expect(attempt).rejects.toMatchObject({ reason: expect.stringMatching(/^(dns|timeout)$/) });
  expect(lab.server.connections).toBe(0);
});

test('The authority of the test hosts is the only one that counts for them', async () => {
  const fetcher = new HttpsDocumentFetcher({ testHosts: { 'client.test': { connect: lab.server.connect } } });
  await expectFailure(download(lab.server, { fetcher }), 'tls', true);
  expect(lab.server.requests).toEqual([]);
});
