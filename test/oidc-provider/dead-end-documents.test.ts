import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DcrAdminService } from 'nestjs-dcr';
import { dcrRenderError, withDcr } from 'nestjs-dcr/oidc-provider';
import * as oauth from 'oauth4webapi';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Page } from '../../sample-app/src/demo/page.js';
import {
  clientOf,
  openSignedIn,
  serveDocument,
  startDocumentSample,
  type DocumentSample,
} from './support/documents.js';
import { authorize, expire, serve, startDocumentApplication } from '../e2e/cimd/support/documents.js';
import { MapAdapter } from './support/map-adapter.js';
import { authorizationUrl } from './support/registered-client.js';

let sample: DocumentSample;
let admin: DcrAdminService;
beforeAll(async () => {
  sample = await startDocumentSample();
  admin = sample.app.get(DcrAdminService, { strict: false });
});
afterAll(() => sample?.close());

async function visit(clientId: string): Promise<Page> {
  const client = await clientOf(sample, clientId);
  const url = await authorizationUrl(sample, client, oauth.generateRandomCodeVerifier());
  return (await openSignedIn(sample, url)) as Page;
}

describe('A person whose application has a metadata document', () => {
  test('that is invalid reads that the document cannot be used, and not why', async () => {
    const page = await visit(serveDocument(sample.server, { client_secret: 'hunter2' }));
    expect(page).toMatchObject({ status: 400, title: 'This application cannot be used here' });
    expect(page.text).toContain('described by a document on the web, which this server cannot use');
    expect(page.text).toContain('Connect again in a minute');
    expect(page.text).not.toMatch(/secret|regist/i);
  });

  test('reads that the client was disabled for everyone, and not to register again', async () => {
    const clientId = serveDocument(sample.server, { client_name: 'Banned' });
    await visit(clientId);
    await admin.disableClient(clientId, { actor: 'olga@example.com', reason: 'a secret reason' });
    const page = await visit(clientId);
    expect(page).toMatchObject({ status: 400, title: 'This application has been disabled here' });
    expect(page.text).toMatch(
      /The application that calls itself “Banned” was disabled on .+, for everyone\./,
    );
    expect(page.text).toContain('Ask an administrator of this server whether it may be used again.');
    expect(page.text).not.toMatch(/olga|secret|regist/i);
  });

  test('reads that the client waits for approval', async () => {
    const page = await visit(serveDocument(sample.server, { client_name: 'ChatGPT Pro' }));
    expect(page).toMatchObject({ status: 400, title: 'This application is waiting for approval' });
    expect(page.text).toContain('was first used here on');
    expect(page.text).not.toMatch(/regist/i);
  });

  test.each([
    ['gone', { status: 404 }],
    ['invalid', { rawBody: '{ "client_id": "https://hunter2.example" }' }],
  ])('that was usable and is %s now reads since when, and who can repair it', async (_title, answer) => {
    const clientId = serveDocument(sample.server, { client_name: 'Gone quiet' });
    expect(await visit(clientId)).toMatchObject({ title: 'Allow access?' });
    sample.server.serve(answer, clientId);
    expect(await admin.refreshClient(clientId)).toMatchObject({ outcome: 'withdrawn' });
    const page = await visit(clientId);
    expect(page).toMatchObject({ status: 400, title: 'This application cannot be used at the moment' });
    expect(page.text).toMatch(
      /“Gone quiet” is described by a document on the web\. This server found on .+ UTC that the document is no longer available, or no longer valid\./,
    );
    expect(page.text).toContain('Connect again in a minute');
    expect(page.text).toContain('tell the people who make the application');
    expect(page.text).not.toMatch(/404|hunter2|regist|active/i);

    serveDocument(sample.server, { client_name: 'Gone quiet' }, clientId);
    expect(await admin.refreshClient(clientId)).toMatchObject({ outcome: 'unchanged' });
    expect(await visit(clientId)).toMatchObject({ title: 'Allow access?' });
  });

  test('that cannot be reached reads to try again', async () => {
    const clientId = serveDocument(sample.server);
    sample.server.serve({ status: 500 }, clientId);
    const page = await visit(clientId);
    expect(page.status).toBe(503);
    expect(page.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(page.text).toContain('temporarily_unavailable');
  });
});

test("The package's page explains a withdrawn document that the provider has just asked for, and not why", async () => {
  const application = await startDocumentApplication();
  const { clients } = application;
  const own = { adapter: MapAdapter, renderError: dcrRenderError({ admin: application.admin }) };
  const handle = new Provider('http://localhost', withDcr(own, { clients })).callback();
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const clientId = serve(application);
  await authorize(application, clientId);
  await expire(application, clientId);
  serve(application, { client_secret: 'hunter2' }, clientId);

  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/auth?client_id=${encodeURIComponent(clientId)}`);
  const page = await response.text();
  expect(response.status).toBe(400);
  expect(page).toContain('<h1>This application cannot be used at the moment</h1>');
  expect(page).toContain('no longer available, or no longer valid');
  // For software: a client that can also register may do that.
  expect(page).toContain('<code>invalid_client</code>');
  expect(page).not.toMatch(/secret|hunter2/);
});
