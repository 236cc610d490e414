import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { DownloadFailure } from '../../lib/fetching/download.error.js';
import type { Misbehaviour } from '../support/document-behaviours.js';
import type { TlsMode } from '../support/document-server.js';
import { download, expectFailure, goodDocument, useDocumentServer } from './lab.js';

const lab = useDocumentServer();

test.each<[TlsMode]>([['self-signed'], ['wrong-name'], ['expired'], ['none']])(
  'TLS that is %s ends the fetch before the request',
  async (mode) => {
    lab.server.useTls(mode);
    await expectFailure(download(lab.server), 'tls', true);
    expect(lab.server.requests).toEqual([]);
    await expect.poll(() => lab.server.openConnections).toBe(0);
  },
);

test('The environment cannot turn the check of certificates off', async () => {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    lab.server.useTls('self-signed');
    await expectFailure(download(lab.server), 'tls', true);
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  }
});

test('A port where nothing listens is unreachable', async () => {
  await lab.server.behave('refuse');
  await expectFailure(download(lab.server), 'connect', true);
});

test('An address without a route is unreachable, and its error does not end the process', async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', note);
  try {
    // The system refuses a connection to a broadcast address at once, as it does for IPv6 on a host that has only IPv4.
    const testHosts = { 'client.test': { connect: '127.255.255.255:443' } };
    await expectFailure(download(lab.server, { testHosts }), 'connect', true);
    await setImmediate();
  } finally {
    process.off('uncaughtException', note);
  }
  expect(uncaught).toEqual([]);
});

test('A host that drops connections is unreachable', async () => {
  await lab.server.behave('down');
  const { reason } = await expectFailure(download(lab.server), 'tls', true);
  expect(reason).toBe('tls');
});

test('A host that accepts connections and is silent is left at the deadline', async () => {
  await lab.server.behave('no-tls-hello');
  await expectFailure(download(lab.server, { timeout: 200 }), 'timeout', true);
  await expect.poll(() => lab.server.openConnections).toBe(0);
});

test.each<[Misbehaviour, DownloadFailure, boolean]>([
  ['reset-after-request', 'connect', true],
  ['close-early', 'connect', true],
  ['switch-protocols', 'connect', true],
  ['no-headers', 'timeout', true],
  ['drip-100ms', 'timeout', true],
  ['endless-chunked', 'size', false],
  ['pad-with-spaces-to-6144', 'size', false],
  ['pad-with-spaces-to-6144-single-write', 'size', false],
  ['gzip-bomb-4MB', 'type', false],
  ['headers-1MB', 'size', true],
  ['trailers-1MB', 'connect', true],
  ['1xx-forever', 'size', true],
  ['9-interim-responses-first', 'size', true],
  ['chunk-extensions-forever', 'size', true],
  ['leading-zeros-forever', 'size', true],
])(
  'A host that answers with %s fails with %s (unreachable: %s)',
  async (behaviour, reason, isUnreachable) => {
    lab.server.serve({ body: goodDocument, behaviour });
    const timeout = reason === 'timeout' ? 500 : 5_000;
    const start = performance.now();
    await expectFailure(download(lab.server, { timeout }), reason, isUnreachable);
    expect(performance.now() - start).toBeLessThan(timeout + 500);
    expect(lab.server.requests).toHaveLength(1);
    expect(lab.server.bytesWritten).toBeLessThan(1_500_000);
    await expect.poll(() => lab.server.openConnections).toBe(0);
  },
);

test('An interim response comes before the document', async () => {
  lab.server.serve({ body: goodDocument, behaviour: '103-first' });
  expect(await download(lab.server)).toMatchObject({ document: goodDocument });
});

test.each(['endless-chunked', '1xx-forever', 'chunk-extensions-forever', 'leading-zeros-forever'] as const)(
  'Of %s, only a bounded number of bytes is read',
  async (behaviour) => {
    lab.server.serve({ body: goodDocument, behaviour });
    await download(lab.server).catch(() => undefined);
    expect(lab.server.bytesWritten).toBeLessThan(400_000);
  },
);

test('A document in one-byte chunks is no misbehaviour', async () => {
  lab.server.serve({ body: goodDocument, behaviour: 'one-byte-chunks' });
  expect(await download(lab.server)).toMatchObject({ document: goodDocument });
});
