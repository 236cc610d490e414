import { randomUUID } from 'node:crypto';
import { DcrClient, DcrState } from 'nestjs-dcr';
import { expect, test } from 'vitest';
import { queriesOf } from '../../plans/recorded-queries.js';
import { describeDatabases, type TestDatabase } from '../../support/databases.js';
import { everyDatabase, sharedDatabases } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';
import {
  authorize,
  type DocumentApplication,
  fetchesOf,
  newDocumentUrl,
  serve,
  startDocumentApplication,
} from './support/documents.js';

const FULL = { error: 'temporarily_unavailable', status: 503, rejectionCause: 'cap' };

function clientsOf({ dataSource }: DocumentApplication) {
  return dataSource.getRepository(DcrClient);
}

/** An application without clients, and without a trace of those of other tests. */
async function startEmpty(database: TestDatabase, maxClients: number): Promise<DocumentApplication> {
  const application = await startDocumentApplication(database, { cimd: { maxClients } });
  await clientsOf(application).delete({ source: 'cimd' });
  await application.dataSource.getRepository(DcrState).update({ name: 'documents' }, { value: null });
  return application;
}

describeDatabases(
  'cimd.maxClients',
  (database) => {
    test('is known before a document is fetched', async () => {
      const application = await startEmpty(database, 1);
      await authorize(application, serve(application));
      const clientId = serve(application);
      expect(await refusalOf(authorize(application, clientId))).toMatchObject(FULL);
      expect(fetchesOf(application, clientId)).toBe(0);
    });

    test('has room again for as many clients as were removed or pinned', async () => {
      const application = await startEmpty(database, 3);
      const [one, two, three, four, five, six] = Array.from({ length: 6 }, () => serve(application));
      for (const clientId of [one!, two!, three!]) await authorize(application, clientId);
      expect(await refusalOf(authorize(application, four!))).toMatchObject(FULL);
      await application.admin.deleteClient(one!);
      await application.admin.createClient({
        client_id: two!,
        redirect_uris: ['https://client.test/callback'],
      });
      for (const clientId of [four!, five!]) await authorize(application, clientId);
      expect(await refusalOf(authorize(application, six!))).toMatchObject(FULL);
      expect(await clientsOf(application).countBy({ source: 'cimd' })).toBe(3);
    });

    test('sees clients that something else has inserted, after at most a hundred discoveries', async () => {
      const application = await startEmpty(database, 150);
      const client = await authorize(application, serve(application));
      const copies = Array.from({ length: 149 }, () =>
        Object.assign({}, client, { id: randomUUID().replaceAll('-', ''), clientId: newDocumentUrl() }),
      );
      await clientsOf(application).insert(copies);
      // As if this had been the hundredth.
      await application.dataSource.getRepository(DcrState).update({ name: 'documents' }, { value: '100' });
      expect(await refusalOf(authorize(application, serve(application)))).toMatchObject(FULL);
    });
  },
  everyDatabase,
);

describeDatabases(
  'cimd.maxClients, with several replicas,',
  (database) => {
    test('is exact while all of them discover clients at the same moment', async () => {
      const first = await startEmpty(database, 7);
      const options = { cimd: { maxClients: 7 } };
      const replicas = [
        first,
        await startDocumentApplication(database, options, first.server),
        await startDocumentApplication(database, options, first.server),
      ];
      // No process fetches more than four documents of a host at once.
      const asked = replicas.flatMap((replica) =>
        Array.from({ length: 4 }, () => authorize(replica, serve(first))),
      );
      const outcomes = await Promise.allSettled(asked);
      const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? outcome.reason : []));
      expect(refusals).toMatchObject(Array.from({ length: 5 }, () => FULL));
      expect(await clientsOf(first).countBy({ source: 'cimd' })).toBe(7);
    });

    test('does not count the clients for each discovery, which would take longer the more there are', async () => {
      const application = await startEmpty(database, 1_000);
      await authorize(application, serve(application));
      const clientId = serve(application);
      const queries = await queriesOf(application.dataSource, () => authorize(application, clientId));
      expect(queries.map(({ sql }) => sql).filter((sql) => /COUNT\(/i.test(sql))).toEqual([]);
      expect(queries.filter(({ sql }) => /^\s*INSERT/i.test(sql)).length).toBeGreaterThanOrEqual(3);
    });
  },
  // The statements that sql.js runs cannot be recorded.
  sharedDatabases,
);
