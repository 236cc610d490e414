import { expect, onTestFinished, test } from 'vitest';
import { startDocumentServer } from '../support/document-server.js';
import { clientOf, documentsOn, serveDocument } from './support/documents.js';
import { callMcp } from './support/mcp.js';
import { obtainTokens, refresh } from './support/registered-client.js';
import { startSample } from './support/sample.js';

const MAX_CACHE_MS = 500;

test('While the host is down for longer than cache.max, sessions refresh, and users may sign in', async () => {
  const server = await startDocumentServer();
  onTestFinished(() => server.close());
  const cache = { min: MAX_CACHE_MS, max: MAX_CACHE_MS, default: MAX_CACHE_MS };
  const documents = { ...documentsOn(server), cache };
  const sample = await startSample({}, documents);
  onTestFinished(() => sample.close());
  const registered = await clientOf(sample, serveDocument(server));
  let tokens = await obtainTokens(sample, registered);

  await server.behave('down');
  const connections = server.connections;
  const begin = Date.now();
  let refreshes = 0;
  do {
    const { status, body } = await refresh(registered, tokens.refresh_token);
    expect(status).toBe(200);
    expect((await callMcp(sample, body.access_token)).status).toBe(200);
    tokens = { ...tokens, ...body };
    refreshes++;
  } while (Date.now() < begin + 4 * MAX_CACHE_MS);
  expect(refreshes).toBeGreaterThan(1);
  // What was granted does not even try to reach the host.
  expect(server.connections).toBe(connections);

  expect((await obtainTokens(sample, registered)).access_token).toEqual(expect.any(String));
  expect(server.connections).toBeGreaterThan(connections);
});
