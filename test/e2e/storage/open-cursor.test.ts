import { expect, test } from 'vitest';
import { startEndpoint } from '../registration/endpoint.js';
import { createDatabase } from '../../support/databases.js';

interface BetterSqlite3 {
  prepare(sql: string): { iterate(): IterableIterator<unknown> };
}

test('a registration waits until the application has read its cursor to the end', async () => {
  const database = await createDatabase('better-sqlite3');
  const endpoint = await startEndpoint({}, { database });
  const { databaseConnection } = endpoint.dataSource.driver as unknown as {
    databaseConnection: BetterSqlite3;
  };
  const cursor = databaseConnection.prepare('SELECT * FROM dcr_state').iterate();
  cursor.next();
  const answer = endpoint.post();
  setTimeout(() => cursor.return?.(), 300);
  expect((await answer).status).toBe(201);
  await endpoint.close();
  await database.drop();
});
