import { DcrAdminService } from 'nestjs-dcr';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from '../../sample-app/src/demo/page.js';
import {
  clientOf,
  openSignedIn,
  serveDocument,
  startDocumentSample,
  type DocumentSample,
} from './support/documents.js';
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

  test('that cannot be reached reads to try again', async () => {
    const clientId = serveDocument(sample.server);
    sample.server.serve({ status: 500 }, clientId);
    const page = await visit(clientId);
    expect(page.status).toBe(503);
    expect(page.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(page.text).toContain('temporarily_unavailable');
  });
});
