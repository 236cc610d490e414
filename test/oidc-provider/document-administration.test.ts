import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from '../../sample-app/src/demo/page.js';
import {
  clientOf,
  openSignedIn,
  serveDocument,
  startDocumentSample,
  type DocumentSample,
} from './support/documents.js';
import { administer } from './support/operator.js';
import { authorizationUrl, obtainTokens, REDIRECT_URI, register } from './support/registered-client.js';

let sample: DocumentSample;
beforeAll(async () => void (sample = await startDocumentSample()));
afterAll(() => sample?.close());

const pathOf = (clientId: string) => `/clients/${encodeURIComponent(clientId)}` as const;
const connect = async (clientId: string) => obtainTokens(sample, await clientOf(sample, clientId));
const fetchesOf = (clientId: string) => sample.server.requests.filter(({ url }) => url === clientId).length;

describe('The JSON API', () => {
  test('lists the clients with documents, and shows what is known of one', async () => {
    const clientId = serveDocument(sample.server, { client_name: 'Listed' });
    await connect(clientId);
    await register(sample);
    const { body } = await administer(sample, 'GET /clients?source=cimd');
    expect(body).toMatchObject({ items: [{ clientId, source: 'cimd', clientName: 'Listed' }] });
    expect((await administer(sample, `GET ${pathOf(clientId)}`)).body).toMatchObject({
      document: { clientId, failures: 0, lastReason: null, withdrawnAt: null },
      sessions: { active: 1 },
      recentEvents: [{ type: 'client.discovered' }],
    });
  });

  test('refreshes a client, with the operator and the reason in the audit', async () => {
    const clientId = serveDocument(sample.server);
    await connect(clientId);
    const refresh = () => administer(sample, `POST ${pathOf(clientId)}/refresh`, { reason: 'they asked' });
    expect(await refresh()).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    serveDocument(sample.server, { redirect_uris: [REDIRECT_URI, 'https://client.test/cb'] }, clientId);
    expect((await refresh()).body).toMatchObject({ outcome: 'changed', client: { clientId } });
    sample.server.serve({ status: 404 }, clientId);
    expect((await refresh()).body).toMatchObject({ outcome: 'withdrawn', cause: 'status' });
    const { body } = await administer(
      sample,
      `GET /audit?type=client.document_changed&clientId=${encodeURIComponent(clientId)}`,
    );
    expect(body['items']).toMatchObject([
      { actor: 'operator', reason: 'they asked', changes: { members: ['redirect_uris'] } },
    ]);
  });

  test('refuses to refresh a client without a document, or an unknown one', async () => {
    const { client } = await register(sample);
    expect((await administer(sample, `POST ${pathOf(client.client_id)}/refresh`)).status).toBe(400);
    expect((await administer(sample, `POST ${pathOf('https://client.test/nobody')}/refresh`)).status).toBe(
      404,
    );
  });

  test('pauses and resumes discovery', async () => {
    expect((await administer(sample, 'POST /discovery/pause', { reason: 'a proxy' })).status).toBe(204);
    expect((await administer(sample, 'GET /statistics')).body).toMatchObject({
      discoveryPaused: { by: 'operator', reason: 'a proxy' },
      paused: false,
    });
    expect((await administer(sample, 'POST /discovery/resume')).status).toBe(204);
    expect((await administer(sample, 'GET /statistics')).body).toMatchObject({ discoveryPaused: false });
  });

  test('pins a client, whose document is then never read', async () => {
    const clientId = 'https://client.test/pinned/client.json';
    const metadata = { client_id: clientId, client_name: 'Pinned', redirect_uris: [REDIRECT_URI] };
    expect((await administer(sample, 'POST /clients', metadata)).status).toBe(201);
    const url = await authorizationUrl(sample, await clientOf(sample, clientId), 'v'.repeat(43));
    const { text } = (await openSignedIn(sample, url)) as Page;
    expect(text).toContain(
      'Allow “Pinned” to use your account?\nAn operator of this server registered it on',
    );
    expect((await connect(clientId)).access_token).toBeTruthy();
    expect(fetchesOf(clientId)).toBe(0);
  });

  test('deletes a client, which is discovered anew at its next use', async () => {
    const clientId = serveDocument(sample.server);
    await connect(clientId);
    expect((await administer(sample, `DELETE ${pathOf(clientId)}`)).body).toMatchObject({
      revokedSessions: 1,
    });
    await connect(clientId);
    expect(fetchesOf(clientId)).toBe(2);
  });
});
