import { expect, onTestFinished, test, vi } from 'vitest';
import { createDatabase } from '../../support/databases.js';
import { refusalOf } from '../clients/authorization.js';
import {
  authorize,
  documentRow,
  eventTypesOf,
  expire,
  newDocumentUrl,
  serve,
  startDocumentApplication,
} from './support/documents.js';

/** The hosts answer nothing. Only the shutdown can end a fetch. */
const PATIENT = { cimd: { timeout: 60_000 } };

test('A fetch under way does not outlive the application: its caller gets 503, and no connection is left', async () => {
  const application = await startDocumentApplication(undefined, PATIENT);
  const { server } = application;
  server.serve({ behaviour: 'no-headers' });
  const refused = refusalOf(authorize(application, newDocumentUrl()));
  await vi.waitFor(() => expect(server.openConnections).toBe(1));
  const start = performance.now();
  await application.nest.close();
  expect(await refused).toMatchObject({ status: 503, rejectionCause: 'throttled' });
  await vi.waitFor(() => expect(server.openConnections).toBe(0));
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('A refresh that the shutdown ends does not count as a failure of the document', async () => {
  const database = await createDatabase('better-sqlite3');
  onTestFinished(() => database.drop());
  const application = await startDocumentApplication(database, PATIENT);
  const { server } = application;
  const clientId = serve(application);
  await authorize(application, clientId);
  await expire(application, clientId);
  server.serve({ behaviour: 'no-headers' }, clientId);
  const answered = authorize(application, clientId);
  await vi.waitFor(() => expect(server.openConnections).toBe(1));
  await application.nest.close();
  await answered.catch(() => undefined);
  const next = await startDocumentApplication(database);
  expect(await documentRow(next, clientId)).toMatchObject({ failures: 0, lastReason: null });
  expect(await eventTypesOf(next, clientId)).toEqual(['client.discovered']);
});
