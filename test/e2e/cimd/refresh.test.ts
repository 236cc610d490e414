import { DcrDecision, type DcrPolicyFunction } from 'nestjs-dcr';
import { describe, expect, test, vi } from 'vitest';
import { afterQuery } from '../../support/after-query.js';
import { describeDatabases } from '../../support/databases.js';
import { everyDatabase } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';
import {
  authorize,
  CALLBACK,
  type DocumentApplication,
  documentRow,
  eventsOf,
  eventTypesOf,
  expire,
  fetchesOf,
  serve,
  startDocumentApplication,
} from './support/documents.js';

const WIDER = { redirect_uris: [CALLBACK, 'https://client.test/new'] };
const DAY = 86_400_000;

/** A client that was discovered, with an open session. */
async function discovered(application: DocumentApplication, changes: object = {}) {
  const clientId = serve(application, changes);
  await authorize(application, clientId);
  const { id: sessionId } = await application.sessions.open({ clientId, subject: 'alice' });
  return { clientId, sessionId };
}

describeDatabases(
  'the stored copy of a document',
  (database) => {
    test('is confirmed by a 304, with the validators of the last response', async () => {
      const application = await startDocumentApplication(database);
      const clientId = serve(application);
      const { server } = application;
      const body = { client_id: clientId, client_name: 'Test Client', redirect_uris: [CALLBACK] };
      const headers = { 'content-type': 'application/json', etag: '"one"' };
      server.serve({ body, headers }, clientId);
      await authorize(application, clientId);
      await expire(application, clientId);
      server.serve({ status: 304, headers: { etag: '"one"' } }, clientId);
      await authorize(application, clientId);
      await authorize(application, clientId);
      const [, second, ...more] = server.requests.filter(({ url }) => url === clientId);
      expect(second!.headers['if-none-match']).toBe('"one"');
      expect(more).toEqual([]);
    });

    test('that gained a redirect URI ends the sessions, and the new one works', async () => {
      const application = await startDocumentApplication(database);
      const { clientId, sessionId } = await discovered(application);
      const { hash } = (await documentRow(application, clientId))!;
      serve(application, WIDER, clientId);
      await expire(application, clientId);
      await authorize(application, clientId, { redirectUri: 'https://client.test/new' });
      await expect(application.sessions.requireActive(sessionId)).rejects.toMatchObject({ status: 400 });
      const [, changed, revoked] = await eventsOf(application, clientId);
      expect(changed).toMatchObject({
        type: 'client.document_changed',
        source: 'cimd',
        changes: { members: ['redirect_uris'], oldHash: hash },
      });
      expect(changed!.changes!.newHash).toBe((await documentRow(application, clientId))!.hash);
      expect(revoked).toMatchObject({ type: 'client.sessions_revoked', count: 1 });
    });

    test('that lost a redirect URI keeps the sessions, and the old one is refused', async () => {
      const application = await startDocumentApplication(database);
      const { clientId, sessionId } = await discovered(application, WIDER);
      serve(application, {}, clientId);
      await expire(application, clientId);
      expect(
        await refusalOf(authorize(application, clientId, { redirectUri: 'https://client.test/new' })),
      ).toMatchObject({ error: 'invalid_request', redirectable: false });
      await application.sessions.requireActive(sessionId);
    });

    test('serves while its host cannot be reached, until staleFor is over; sessions go on in any case', async () => {
      const application = await startDocumentApplication(database, { cimd: { staleFor: DAY } });
      const { clientId, sessionId } = await discovered(application);
      await application.server.behave('down');
      await expire(application, clientId, DAY - 60_000);
      await authorize(application, clientId);
      await authorize(application, clientId);
      expect(await documentRow(application, clientId)).toMatchObject({ failures: 1, lastReason: 'tls' });
      expect(await eventTypesOf(application, clientId)).toEqual([
        'client.discovered',
        'client.document_failed',
      ]);
      await expire(application, clientId, DAY + 60_000);
      const refusal = await refusalOf(authorize(application, clientId));
      expect(refusal).toMatchObject({ error: 'temporarily_unavailable', status: 503 });
      expect(refusal.retryAfter).toBeLessThanOrEqual(30);
      await application.sessions.requireActive(sessionId);
      await application.clients.authenticate({ clientId, grantType: 'refresh_token' });
      expect(await application.clients.findActive(clientId)).toMatchObject({ clientId });
    });

    test('is withdrawn by a 404: new authorizations are refused, sessions go on, and it may come back', async () => {
      const application = await startDocumentApplication(database);
      const { clientId, sessionId } = await discovered(application);
      application.server.serve({ status: 404 }, clientId);
      await expire(application, clientId);
      expect(await refusalOf(authorize(application, clientId))).toMatchObject({
        error: 'invalid_client',
        status: 400,
      });
      expect(await refusalOf(authorize(application, clientId))).toMatchObject({
        error: 'invalid_client',
        status: 400,
      });
      expect(fetchesOf(application, clientId)).toBe(2);
      await application.sessions.requireActive(sessionId);
      expect(await eventTypesOf(application, clientId)).toEqual(['client.discovered', 'client.withdrawn']);
      serve(application, {}, clientId);
      await expire(application, clientId);
      await authorize(application, clientId);
    });

    test('is refreshed on request, whatever its age', async () => {
      const application = await startDocumentApplication(database);
      const { clientId } = await discovered(application);
      const by = { actor: 'root', reason: 'a ticket' };
      expect(await application.admin.refreshClient(clientId, by)).toMatchObject({ outcome: 'unchanged' });
      serve(application, { client_name: 'New Name' }, clientId);
      expect(await application.admin.refreshClient(clientId, by)).toMatchObject({
        outcome: 'changed',
        client: { clientName: 'New Name' },
      });
      expect((await eventsOf(application, clientId)).at(-1)).toMatchObject({
        actor: 'root',
        reason: 'a ticket',
      });
      application.server.serve({ status: 500 }, clientId);
      expect(await application.admin.refreshClient(clientId)).toMatchObject({
        outcome: 'unreachable',
        cause: 'status',
      });
      application.server.serve({ status: 410 }, clientId);
      expect(await application.admin.refreshClient(clientId)).toMatchObject({
        outcome: 'withdrawn',
        cause: 'status',
      });
      await expect(application.admin.refreshClient('https://client.test/unknown')).rejects.toMatchObject({
        status: 404,
      });
    });
  },
  everyDatabase,
);

describe('a document that gained something', () => {
  async function widened(policy: DcrPolicyFunction) {
    let decide: DcrPolicyFunction = () => DcrDecision.allow();
    const application = await startDocumentApplication(undefined, {
      policy: (context, signal) => decide(context, signal),
    });
    const { clientId, sessionId } = await discovered(application);
    decide = policy;
    serve(application, WIDER, clientId);
    await expire(application, clientId);
    return { application, clientId, sessionId };
  }

  test('is disabled, and its sessions end, when the policy denies it', async () => {
    const { application, clientId, sessionId } = await widened(() => DcrDecision.deny('Too much.'));
    expect(await refusalOf(authorize(application, clientId))).toMatchObject({ status: 400 });
    const { client } = await application.admin.getClient(clientId);
    expect(client).toMatchObject({ status: 'disabled', disabledReason: 'Too much.' });
    await expect(application.sessions.requireActive(sessionId)).rejects.toMatchObject({
      error: 'invalid_client',
    });
    expect(await eventTypesOf(application, clientId)).toContain('client.disabled');
  });

  test('waits for an administrator when the policy says so', async () => {
    const { application, clientId, sessionId } = await widened(() => DcrDecision.allowPending('Look.'));
    expect(await refusalOf(authorize(application, clientId))).toMatchObject({ status: 400 });
    await expect(application.sessions.requireActive(sessionId)).rejects.toMatchObject({
      error: 'invalid_client',
    });
    await application.admin.enableClient(clientId);
    await authorize(application, clientId, { redirectUri: 'https://client.test/new' });
  });

  test('keeps the stored copy when the policy fails', async () => {
    const { application, clientId, sessionId } = await widened(() =>
      Promise.reject(new Error('unavailable')),
    );
    await authorize(application, clientId);
    expect(
      await refusalOf(authorize(application, clientId, { redirectUri: 'https://client.test/new' })),
    ).toMatchObject({ error: 'invalid_request' });
    await application.sessions.requireActive(sessionId);
  });

  test('keeps its sessions with onChange: keep', async () => {
    const application = await startDocumentApplication(undefined, { cimd: { onChange: 'keep' } });
    const { clientId, sessionId } = await discovered(application);
    serve(application, WIDER, clientId);
    await expire(application, clientId);
    await authorize(application, clientId, { redirectUri: 'https://client.test/new' });
    await expect(application.sessions.requireActive(sessionId)).resolves.toBeDefined();
  });
});

test('The hash that is read with a client is never newer than the client, so a consent never covers what the user has not seen', async () => {
  const application = await startDocumentApplication();
  const { clientId } = await discovered(application);
  const before = (await documentRow(application, clientId))!.hash;
  serve(application, { client_name: 'Meanwhile' }, clientId);
  let isFirst = true;
  // The document changes between the first two statements of the next call.
  afterQuery(application.dataSource, async () => {
    if (!isFirst) return;
    isFirst = false;
    await application.admin.refreshClient(clientId);
  });
  const { client, document } = await application.admin.getClient(clientId);
  expect((await documentRow(application, clientId))!.hash).not.toBe(before);
  expect({ name: client.clientName, hash: document!.hash }).toEqual({ name: 'Meanwhile', hash: before });
});

describe('fetching', () => {
  test('happens behind the answer once three quarters of the lifetime have passed', async () => {
    const application = await startDocumentApplication(undefined, {
      cimd: { cache: { min: 1_000, max: 4_000, default: 4_000 } },
    });
    const { clientId } = await discovered(application);
    application.server.serve({ behaviour: 'no-headers' }, clientId);
    const { fetchedAt } = (await documentRow(application, clientId))!;
    await vi.waitUntil(() => Date.now() > fetchedAt.getTime() + 3_000, { timeout: 5_000 });
    await authorize(application, clientId);
    await vi.waitFor(() => expect(fetchesOf(application, clientId)).toBe(2));
  });

  test('stops while discovery is paused: unknown URLs are 503, stored copies serve', async () => {
    const application = await startDocumentApplication();
    const { clientId } = await discovered(application);
    await application.admin.pauseDiscovery({ actor: 'root', reason: 'an incident' });
    expect(await refusalOf(authorize(application, serve(application)))).toMatchObject({
      status: 503,
      rejectionCause: 'paused',
    });
    await expire(application, clientId);
    await authorize(application, clientId);
    expect(fetchesOf(application, clientId)).toBe(1);
    expect(await application.admin.statistics()).toMatchObject({
      discoveryPaused: { by: 'root', reason: 'an incident' },
      paused: false,
    });
    await application.admin.resumeDiscovery();
    await authorize(application, clientId);
    expect(fetchesOf(application, clientId)).toBe(2);
  });
});
