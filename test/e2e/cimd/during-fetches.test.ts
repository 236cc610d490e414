import { DCR_SESSION_REVOKER, DcrDecision, type DcrPolicyFunction, type DcrSession } from 'nestjs-dcr';
import { expect, test, vi } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { everyDatabase } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';
import {
  authorize,
  CALLBACK,
  type DocumentApplication,
  eventTypesOf,
  fetchesOf,
  newDocumentUrl,
  serve,
  startDocumentApplication,
} from './support/documents.js';

const WIDER = { redirect_uris: [CALLBACK, 'https://client.test/new'] };

describeDatabases(
  'an administrator who disables a client while its document is fetched',
  (database) => {
    test.each([
      ['wait for approval', DcrDecision.allowPending('Look.')],
      ['be denied', DcrDecision.deny('Too much.')],
    ])('has the last word, even if the document has gained something and would %s', async (_, decision) => {
      let decide: DcrPolicyFunction = () => DcrDecision.allow();
      const application = await startDocumentApplication(database, {
        policy: (context, signal) => decide(context, signal),
      });
      const clientId = serve(application);
      await authorize(application, clientId);
      decide = () => decision;
      serve(application, WIDER, clientId);
      const release = application.server.hold();
      const refreshing = application.admin.refreshClient(clientId);
      await vi.waitFor(() => expect(fetchesOf(application, clientId)).toBe(2));
      await application.admin.disableClient(clientId, { actor: 'root', reason: 'a ban' });
      release();
      expect(await refreshing).toMatchObject({ outcome: 'changed', client: { status: 'disabled' } });
      const { client } = await application.admin.getClient(clientId);
      expect(client).toMatchObject({ status: 'disabled', disabledReason: 'a ban' });
      const disabled = (await eventTypesOf(application, clientId)).filter(
        (type) => type === 'client.disabled',
      );
      expect(disabled).toHaveLength(1);
    });
  },
  everyDatabase,
);

describeDatabases(
  'while documents are fetched',
  (database) => {
    test('no connection to the database is held: one is enough for everything else', async () => {
      const application = await startDocumentApplication(database, {}, undefined, {
        typeorm: { poolSize: 1 },
      });
      const { admin, sessions, server } = application;
      const known = serve(application);
      await authorize(application, known);
      const release = server.hold();
      const discovering = authorize(application, serve(application));
      const refreshing = admin.refreshClient(known);
      await vi.waitFor(() => expect(server.requests).toHaveLength(3));

      await application.dataSource.transaction((manager) => manager.query('SELECT 1'));
      await admin.createClient({ client_id: newDocumentUrl(), client_name: 'Pinned', ...WIDER });
      const { id } = await sessions.open({ clientId: known, subject: 'alice' });
      await sessions.requireActive(id);
      release();
      await discovering;
      expect(await refreshing).toMatchObject({ outcome: 'unchanged' });
    });
  },
  everyDatabase,
);

describeDatabases(
  'while the policy decides about a document that gained something',
  (database) => {
    test('no connection is held, and what revokes tokens is called after the change is stored', async () => {
      let decide: DcrPolicyFunction = () => DcrDecision.allow();
      const seen: string[][] = [];
      const revoke = async ({ clientId }: DcrSession): Promise<void> => {
        seen.push((await application.clients.findActive(clientId))!.redirectUris);
      };
      const application: DocumentApplication = await startDocumentApplication(
        database,
        { policy: (context, signal) => decide(context, signal), policyTimeout: 60_000 },
        undefined,
        {
          typeorm: { poolSize: 1 },
          providers: [{ provide: DCR_SESSION_REVOKER, useValue: { revoke } }],
        },
      );
      const clientId = serve(application);
      await authorize(application, clientId);
      await application.sessions.open({ clientId, subject: 'alice' });
      serve(application, WIDER, clientId);
      let allow: (() => void) | undefined;
      decide = () =>
        new Promise((resolve) => {
          allow = () => resolve(DcrDecision.allow());
        });
      const refreshing = application.admin.refreshClient(clientId);
      await vi.waitFor(() => expect(allow).toBeDefined());
      await application.dataSource.transaction((manager) => manager.query('SELECT 1'));
      await application.sessions.open({ clientId, subject: 'bob' });
      expect(seen).toEqual([]);
      allow!();
      expect(await refreshing).toMatchObject({ outcome: 'changed' });
      // With one connection, the revoker could not read anything before the transaction ends.
      expect(seen).toEqual([WIDER.redirect_uris, WIDER.redirect_uris]);
    });
  },
  everyDatabase,
);

describeDatabases(
  'a client with a stored copy',
  (database) => {
    test('is refused if its host is not listed any more, and not even fetched for an administrator', async () => {
      const first = await startDocumentApplication(database);
      const clientId = serve(first);
      await authorize(first, clientId);
      const { id } = await first.sessions.open({ clientId, subject: 'alice' });
      const options = { cimd: { hosts: ['other.test'] } };
      const narrowed = await startDocumentApplication(database, options, first.server);
      expect(await refusalOf(authorize(narrowed, clientId))).toMatchObject({
        status: 400,
        rejectionCause: 'host',
      });
      expect(await narrowed.admin.refreshClient(clientId)).toMatchObject({
        client: { clientId },
        outcome: 'unreachable',
        cause: 'host',
      });
      expect(fetchesOf(first, clientId)).toBe(1);
      await narrowed.sessions.requireActive(id);
    });

    test('is refused where documents are off, and its sessions go on', async () => {
      const first = await startDocumentApplication(database);
      const clientId = serve(first);
      await authorize(first, clientId);
      const { id } = await first.sessions.open({ clientId, subject: 'alice' });
      const off = await startDocumentApplication(database, { cimd: { enabled: false } }, first.server);
      for (const unusable of [clientId, serve(first)]) {
        expect(await refusalOf(authorize(off, unusable))).toMatchObject({
          error: 'invalid_client',
          status: 400,
        });
      }
      await off.sessions.requireActive(id);
      await off.clients.authenticate({ clientId, grantType: 'refresh_token' });
      expect(fetchesOf(first, clientId)).toBe(1);
    });
  },
  ['better-sqlite3', 'postgres'],
);
