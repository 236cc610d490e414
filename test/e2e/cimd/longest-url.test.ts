import { expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { everyDatabase } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';
import {
  authorize,
  documentRow,
  eventTypesOf,
  fetchesOf,
  newDocumentUrl,
  serve,
  startDocumentApplication,
} from './support/documents.js';

function urlOfLength(length: number): string {
  const start = newDocumentUrl().replace(/client\.json$/, '');
  return start + 'a'.repeat(length - start.length);
}

describeDatabases(
  'a URL of 512 characters, the longest,',
  (database) => {
    test('is stored whole with its client, its sessions and its audit events; a longer one is unknown', async () => {
      const application = await startDocumentApplication(database);
      const { admin, sessions } = application;
      const clientId = serve(application, {}, urlOfLength(512));
      expect(await authorize(application, clientId)).toMatchObject({ clientId });
      expect(await documentRow(application, clientId)).toMatchObject({ clientId });
      const { id } = await sessions.open({ clientId, subject: 'alice' });
      expect(await sessions.requireActive(id)).toMatchObject({ clientId });
      await admin.disableClient(clientId, { actor: 'root' });
      expect((await admin.listSessions({ clientId })).items).toMatchObject([{ id, clientId }]);
      expect(await eventTypesOf(application, clientId)).toEqual([
        'client.discovered',
        'client.disabled',
        'client.sessions_revoked',
      ]);

      const longer = serve(application, {}, `${clientId}a`);
      expect(await refusalOf(authorize(application, longer))).toMatchObject({ status: 400 });
      expect(fetchesOf(application, longer)).toBe(0);
    });
  },
  everyDatabase,
);
