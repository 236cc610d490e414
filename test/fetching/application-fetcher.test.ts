import { expect, test } from 'vitest';
import { DocumentDownloader } from '../../lib/fetching/document.downloader.js';
import type { DcrDocumentFetcher, DcrDocumentResponse } from '../../lib/fetching/document-fetcher.js';
import { FetchGovernor } from '../../lib/fetching/fetch.governor.js';
import { expectFailure, goodDocument, url } from './lab.js';

const bytes = Buffer.from(JSON.stringify(goodDocument));

async function* once(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function answer(response: Partial<DcrDocumentResponse>): DcrDocumentFetcher {
  return {
    fetch: async () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: once(bytes),
      ...response,
    }),
  };
}

const download = (fetcher: DcrDocumentFetcher, timeout = 5_000, governor = new FetchGovernor()) =>
  new DocumentDownloader({ timeout, maxBytes: 5_120, fetcher, governor }).download(url);

test('A fetcher of the application gets the URL, the headers and a signal', async () => {
  const calls: Parameters<DcrDocumentFetcher['fetch']>[] = [];
  const fetcher: DcrDocumentFetcher = {
    fetch(...call) {
      calls.push(call);
      return answer({}).fetch(...call);
    },
  };
  expect(await download(fetcher)).toMatchObject({ document: goodDocument });
  const [[calledUrl, { headers, signal }]] = calls as [(typeof calls)[0]];
  expect(calledUrl).toBe(url);
  expect(headers).toMatchObject({
    accept: 'application/json, application/*+json;q=0.9',
    'accept-encoding': 'identity',
  });
  expect(signal.aborted, 'told that the response is no longer needed').toBe(true);
});

test('Header names in any case, and lists of values, are understood', async () => {
  const headers = { 'Content-Type': ['application/json'], ETag: '"1"' };
  expect(await download(answer({ headers }))).toMatchObject({ etag: '"1"' });
});

test.each([
  ['another status', { status: 404 }, 'status', false],
  ['a redirect', { status: 302 }, 'redirect', true],
  ['a 304', { status: 304 }, 'status', true],
  ['a status that is none', { status: 0 }, 'status', true],
  ['another type', { headers: { 'content-type': 'text/html' } }, 'type', false],
  ['two types', { headers: { 'content-type': ['application/json', 'text/html'] } }, 'type', false],
  [
    'a compressed body',
    { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
    'type',
    false,
  ],
  ['a large body', { body: once(Buffer.alloc(6_000, 0x20)) }, 'size', false],
  [
    'a body in many chunks',
    { body: once(...Array.from({ length: 6_000 }, () => Buffer.from(' '))) },
    'size',
    false,
  ],
  [
    'a shorter body than declared',
    { headers: { 'content-type': 'application/json', 'content-length': '4000' } },
    'connect',
    true,
  ],
  ['a text as body', { body: 'text' as unknown as AsyncIterable<Uint8Array> }, 'connect', true],
  ['no body', { body: null as unknown as AsyncIterable<Uint8Array> }, 'connect', true],
  ['no headers', { headers: null as unknown as Record<string, string> }, 'connect', true],
] as const)('%s is checked as for the built-in fetcher', async (_, response, reason, isUnreachable) => {
  await expectFailure(download(answer(response as Partial<DcrDocumentResponse>)), reason, isUnreachable);
});

test('An error of the fetcher counts as unreachable, and is kept as the cause', async () => {
  const fault = new Error('The proxy is down.');
  const fetcher: DcrDocumentFetcher = { fetch: () => Promise.reject(fault) };
  expect((await expectFailure(download(fetcher), 'connect', true)).cause).toBe(fault);
});

test('A fetcher that throws at once is no different', async () => {
  const fetcher: DcrDocumentFetcher = {
    fetch() {
      throw new Error('The proxy is down.');
    },
  };
  await expectFailure(download(fetcher), 'connect', true);
});

test.each<[string, DcrDocumentFetcher]>([
  ['a response', { fetch: () => new Promise(() => undefined) }],
  [
    'the rest of a body',
    answer({
      body: {
        async *[Symbol.asyncIterator]() {
          yield bytes;
          await new Promise(() => undefined);
        },
      },
    }),
  ],
])('The deadline holds for a fetcher that ignores the signal before %s', async (_, fetcher) => {
  const start = performance.now();
  await expectFailure(download(fetcher, 100), 'timeout', true);
  expect(performance.now() - start).toBeLessThan(1_000);
});

test('The governor limits it, and has its place back after every outcome', async () => {
  const governor = new FetchGovernor();
  const hanging: DcrDocumentFetcher = { fetch: () => new Promise(() => undefined) };
  const attempts = Array.from({ length: 5 }, () => download(hanging, 100, governor));
  await expectFailure(attempts[4]!, 'governor', true);
  for (const attempt of attempts.slice(0, 4)) await expectFailure(attempt, 'timeout', true);
  expect(await download(answer({}), 100, governor)).toMatchObject({ kind: 'document' });
});
