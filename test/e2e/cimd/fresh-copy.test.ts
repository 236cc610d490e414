import { DcrClient } from 'nestjs-dcr';
import { expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { send } from '../../support/http.js';
import { queriesOf } from '../../plans/recorded-queries.js';
import { sharedDatabases } from '../admin/support/clients.js';
import {
  authorize,
  CALLBACK,
  type DocumentApplication,
  serve,
  startDocumentApplication,
} from './support/documents.js';

async function register({ url }: DocumentApplication): Promise<string> {
  const answer = await send(`${url}/register`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: [CALLBACK] }),
  });
  expect(answer.status).toBe(201);
  return answer.json()['client_id'] as string;
}

async function statementsOf(application: DocumentApplication, clientId: string): Promise<string[]> {
  const queries = await queriesOf(application.dataSource, () => authorize(application, clientId));
  // The revision of the rules is read once in 400 ms, however many requests there are.
  const own = queries.filter(({ sql }) => !/dcr_state/i.test(sql));
  return own.map(({ sql }) => /\w+/.exec(sql)![0].toUpperCase());
}

describeDatabases(
  'authorize() with a fresh copy of a document',
  (database) => {
    test.each([
      {
        use: 'a use that was recorded within the last minute',
        lastUsedAt: () => new Date(),
        statements: ['SELECT'],
      },
      { use: 'a use that is recorded', lastUsedAt: () => null, statements: ['SELECT', 'UPDATE'] },
    ])(
      'sends the statements of a registered client, and opens no connection: $use',
      async ({ lastUsedAt, statements }) => {
        const application = await startDocumentApplication(database, { enabled: true });
        const clientIds = [await register(application), serve(application)];
        for (const clientId of clientIds) await authorize(application, clientId);
        const connections = application.server.connections;
        expect(connections).toBe(1);
        for (const clientId of clientIds) {
          await application.dataSource
            .getRepository(DcrClient)
            .update({ clientId }, { lastUsedAt: lastUsedAt() });
          expect(await statementsOf(application, clientId)).toEqual(statements);
        }
        expect(application.server.connections).toBe(connections);
      },
    );
  },
  // The statements that sql.js runs cannot be recorded.
  sharedDatabases,
);
