import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { describeDatabases } from '../support/databases.js';
import { connectTo } from './connection.js';
import { expectPairs } from './pairs.js';

describeDatabases(
  'a database created with latin1',
  (database) => {
    let endpoint: Endpoint;
    beforeAll(async () => {
      const other = await connectTo(database);
      await other.query('ALTER DATABASE CHARACTER SET latin1');
      await other.destroy();
      endpoint = await startEndpoint({}, { database });
    });
    afterAll(() => endpoint?.close());

    test('keeps every character, and its schema is in sync', async () => {
      const client_name = '🚀 \u0639\u0631\u0628\u064a €';
      const answer = await endpoint.post({ client_name });
      expect(answer.status, answer.text).toBe(201);
      expect(answer.json()['client_name']).toBe(client_name);
      const [row] = await endpoint.dataSource.query<[{ client_name: string }]>(
        'SELECT client_name FROM dcr_clients',
      );
      expect(row.client_name).toBe(client_name);
      expect(await expectPairs(endpoint.dataSource)).toHaveLength(1);
      const { upQueries } = await endpoint.dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    });
  },
  ['mariadb'],
);
