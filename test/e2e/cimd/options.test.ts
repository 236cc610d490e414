import { Injectable } from '@nestjs/common';
import { ThrottlerStorageService } from '@nestjs/throttler';
import {
  chatGptCompatibility,
  type DcrDocumentFetcher,
  mcpCompatibility,
  vsCodeCompatibility,
} from 'nestjs-dcr';
import { expect, onTestFinished, test, vi } from 'vitest';
import { resolveOptions } from '../../../lib/options/check-options.js';
import { startApplication } from '../../support/application.js';
import { refusalOf } from '../clients/authorization.js';
import {
  authorize,
  documentOf,
  documentRow,
  expire,
  fetchesOf,
  newDocumentUrl,
  serve,
  startDocumentApplication,
} from './support/documents.js';

test('No preset turns documents on, because connections to the outside are your decision', () => {
  for (const preset of [chatGptCompatibility(), vsCodeCompatibility(), mcpCompatibility(), {}])
    expect(resolveOptions(preset).cimd.enabled).toBe(false);
});

test('With staleFor: 0, an expired copy is never used while its host cannot be reached', async () => {
  const application = await startDocumentApplication(undefined, { cimd: { staleFor: 0 } });
  const clientId = serve(application);
  await authorize(application, clientId);
  await application.server.behave('down');
  await expire(application, clientId);
  expect(await refusalOf(authorize(application, clientId))).toMatchObject({ status: 503 });
  await application.clients.authenticate({ clientId, grantType: 'refresh_token' });
});

test('Unknown URLs are counted in the throttlerStorage of the registrations', async () => {
  const storage = new ThrottlerStorageService();
  onTestFinished(() => storage.onApplicationShutdown());
  const increment = vi.spyOn(storage, 'increment');
  const application = await startDocumentApplication(undefined, {
    throttlerStorage: storage,
    cimd: { maxDiscoveriesPerWindow: 2 },
  });
  const discover = () => application.clients.discover(serve(application), { ip: '203.0.113.1' });
  await discover();
  await discover();
  expect(await refusalOf(discover())).toMatchObject({ status: 503, rejectionCause: 'throttled' });
  expect(increment).toHaveBeenCalledWith(expect.any(String), 300_000, 2, 300_000, 'dcr');
  expect(await application.dataSource.query('SELECT * FROM dcr_rate_limits')).toEqual([]);
});

@Injectable()
class ProxyFetcher implements DcrDocumentFetcher {
  readonly fetched: string[] = [];

  async fetch(url: string) {
    this.fetched.push(url);
    const bytes = Buffer.from(JSON.stringify(documentOf(url)));
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: (async function* () { yield bytes; })() }; // prettier-ignore
  }
}

test('A fetcher may be a class that the application provides, and then connects in our place', async () => {
  const { server, ...application } = await startDocumentApplication(
    undefined,
    { cimd: { fetcher: ProxyFetcher } },
    undefined,
    { providers: [ProxyFetcher] },
  );
  const clientId = newDocumentUrl();
  expect(await application.clients.discover(clientId)).toMatchObject({ clientId, source: 'cimd' });
  expect(application.nest.get(ProxyFetcher).fetched).toEqual([clientId]);
  expect(server.connections).toBe(0);
});

test('A class that no module provides stops the start, with the fix', async () => {
  await expect(startApplication({ dcr: { cimd: { enabled: true, fetcher: ProxyFetcher } } })).rejects.toThrow(
    'Add ProxyFetcher to the providers of one of your modules.',
  );
});

test.each([
  ['a page in place of the document', { rawBody: '<html>', headers: { 'content-type': 'text/html' } }],
  ['JSON that is cut off', { rawBody: '{"client_id":' }],
  ['too many bytes', { rawBody: `{"a":"${'a'.repeat(6_000)}"}` }],
  ['a redirect', { status: 302, headers: { location: 'https://client.test/' } }],
  ['the status 403', { status: 403 }],
  ['the status 400', { status: 400 }],
])(
  '%s does not replace a stored copy, which is used as if the host could not be reached',
  async (_, answer) => {
    const application = await startDocumentApplication();
    const clientId = serve(application);
    await authorize(application, clientId);
    application.server.serve(answer, clientId);
    await expire(application, clientId);
    expect(await authorize(application, clientId)).toMatchObject({ clientId });
    expect(await documentRow(application, clientId)).toMatchObject({ failures: 1, withdrawnAt: null });
    expect(fetchesOf(application, clientId)).toBe(2);
  },
);

test.each([
  ['a list', '[]'],
  ['null', 'null'],
  ['text', '"a document"'],
  ['a document of another client', '{ "client_id": "https://client.test/other.json" }'],
])('JSON that is %s withdraws the document', async (_, rawBody) => {
  const application = await startDocumentApplication();
  const clientId = serve(application);
  await authorize(application, clientId);
  application.server.serve({ rawBody }, clientId);
  await expire(application, clientId);
  expect(await refusalOf(authorize(application, clientId))).toMatchObject({
    error: 'invalid_client',
    status: 400,
  });
  const document = await documentRow(application, clientId);
  expect(document).toMatchObject({ failures: 1, withdrawnAt: expect.any(Date) });
});
