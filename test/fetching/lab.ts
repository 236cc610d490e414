import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { DocumentDownloader, type Download } from '../../lib/fetching/document.downloader.js';
import type { DcrDocumentFetcher, DcrTestHost } from '../../lib/fetching/document-fetcher.js';
import { DownloadError, type DownloadFailure } from '../../lib/fetching/download.error.js';
import { HttpsDocumentFetcher } from '../../lib/fetching/https-document.fetcher.js';
import { startDocumentServer, type DocumentServer } from '../support/document-server.js';

export const url = 'https://client.test/oauth/client.json';
export const goodDocument = {
  client_id: url,
  client_name: 'Test Client',
  redirect_uris: ['https://client.test/callback'],
};

/** One document server for all tests of a file. */
export function useDocumentServer(): { server: DocumentServer } {
  const lab = {} as { server: DocumentServer };
  beforeAll(async () => {
    lab.server = await startDocumentServer();
  });
  beforeEach(async () => {
    const { server } = lab;
    await server.behave(undefined);
    server.reset();
    server.serve({ body: goodDocument });
  });
  afterAll(() => lab.server.close());
  return lab;
}

export interface DownloadSetup {
  url?: string;
  timeout?: number;
  maxBytes?: number;
  testHosts?: Record<string, DcrTestHost>;
  /** Default: the built-in one. */
  fetcher?: DcrDocumentFetcher;
  validators?: Parameters<DocumentDownloader['download']>[1];
}

/** Downloads once, with a new downloader, and waits until the connection is gone. */
export async function download(server: DocumentServer, setup: DownloadSetup = {}): Promise<Download> {
  const {
    timeout = 5_000,
    maxBytes = 5_120,
    testHosts = { 'client.test': { connect: server.connect } },
  } = setup;
  const fetcher = setup.fetcher ?? new HttpsDocumentFetcher({ testHosts, testCa: server.ca });
  const downloader = new DocumentDownloader({ timeout, maxBytes, fetcher });
  return downloader.download(setup.url ?? url, setup.validators);
}

/** The error of a download that must fail. */
async function failureOf(attempt: Promise<unknown>): Promise<DownloadError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DownloadError);
  return error as DownloadError;
}

export async function expectFailure(
  attempt: Promise<unknown>,
  reason: DownloadFailure,
  isUnreachable: boolean,
): Promise<DownloadError> {
  const error = await failureOf(attempt);
  expect({ reason: error.reason, isUnreachable: error.isUnreachable }, error.message).toEqual({
    reason,
    isUnreachable,
  });
  return error;
}
