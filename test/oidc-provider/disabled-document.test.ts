import * as oauth from 'oauth4webapi';
import { DcrAdminService } from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Browser } from '../../sample-app/src/demo/browser.js';
import { type DocumentServer, startDocumentServer } from '../support/document-server.js';
import { describeDatabases } from '../support/databases.js';
import { clientOf, documentsOn, openSignedIn, serveDocument } from './support/documents.js';
import { callMcp } from './support/mcp.js';
import {
  authorizationUrl,
  obtainCode,
  obtainTokens,
  redeem,
  REDIRECT_URI,
  refresh,
  type Registered,
} from './support/registered-client.js';
import { startReplicas, through, type Replicas } from './support/replicas.js';
import type { Sample } from './support/sample.js';

describeDatabases(
  'A client with a metadata document, at two replicas,',
  (database) => {
    let server: DocumentServer;
    let replicas: Replicas;
    let registered: Registered;
    const verifier = oauth.generateRandomCodeVerifier();

    beforeAll(async () => {
      server = await startDocumentServer();
      replicas = await startReplicas(database, documentsOn(server));
    });
    afterAll(async () => {
      await replicas?.close();
      await server?.close();
    });
    beforeEach(async () => {
      registered = await clientOf(replicas.first, serveDocument(server));
    });

    const admin = ({ app }: Sample) => app.get(DcrAdminService, { strict: false });
    const both = () => [replicas.first, replicas.second];
    const open = async (replica: Sample) => {
      const url = await authorizationUrl(replicas.first, through(replica, registered), verifier);
      return new Browser(REDIRECT_URI).open(url);
    };
    const openSignedInAt = async (replica: Sample) => {
      const url = await authorizationUrl(replicas.first, through(replica, registered), verifier);
      return openSignedIn(replica, url);
    };

    test('is refused by both as soon as one of them disables it: authorization, code and refresh', async () => {
      const { access_token, refresh_token } = await obtainTokens(replicas.first, registered);
      const codes = [];
      for (const _ of both()) codes.push(await obtainCode(replicas.first, registered, verifier));
      const fetches = server.requests.length;

      await admin(replicas.first).disableClient(registered.client.client_id);

      for (const [at, replica] of both().entries()) {
        const client = through(replica, registered);
        expect(await open(replica)).toMatchObject({ status: 400 });
        expect(await redeem(client, codes[at]!, verifier)).toMatchObject({
          status: 401,
          body: { error: 'invalid_client' },
        });
        expect(await refresh(client, refresh_token)).toMatchObject({
          status: 401,
          body: { error: 'invalid_client' },
        });
        expect((await callMcp(replica, access_token)).status).toBe(401);
      }
      // Nothing of that asked for the document, which is still valid.
      expect(server.requests).toHaveLength(fetches);
    });

    test('has to be authorized again after it was enabled, at either of them', async () => {
      const { refresh_token } = await obtainTokens(replicas.first, registered);
      const clientId = registered.client.client_id;
      await admin(replicas.first).disableClient(clientId);
      await admin(replicas.second).enableClient(clientId);
      for (const replica of both()) {
        expect((await refresh(through(replica, registered), refresh_token)).status).toBe(400);
        expect(await open(replica)).toMatchObject({ title: 'Sign in' });
      }
      expect((await obtainTokens(replicas.first, registered)).access_token).toBeTruthy();
    });

    test('that is unknown is refused by both with 503 while one of them has paused discovery', async () => {
      const known = registered.client.client_id;
      await obtainTokens(replicas.first, registered);
      await admin(replicas.first).pauseDiscovery({ actor: 'operator', reason: 'a test' });
      for (const replica of both()) {
        const metadata = await fetch(`${replica.url}/.well-known/oauth-authorization-server`);
        expect(await metadata.json()).not.toHaveProperty('client_id_metadata_document_supported');
        registered = await clientOf(replicas.first, serveDocument(server));
        expect(await openSignedInAt(replica)).toMatchObject({ status: 503 });
        registered = await clientOf(replicas.first, known);
        expect(await open(replica)).toMatchObject({ title: 'Sign in' });
      }
      await admin(replicas.second).resumeDiscovery({ actor: 'operator', reason: 'a test' });
      for (const replica of both()) {
        registered = await clientOf(replicas.first, serveDocument(server));
        expect(await openSignedInAt(replica)).toMatchObject({ title: 'Allow access?' });
      }
    });
  },
  ['postgres', 'better-sqlite3'],
);
