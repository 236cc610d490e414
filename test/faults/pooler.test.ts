import { expect, onTestFinished, test } from 'vitest';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { describeDatabases } from '../support/databases.js';
import { expectPairs } from './pairs.js';

/**
 * The effect of a pooler that gives each statement another connection, such as PgBouncer in transaction mode, on the
 * names of prepared statements; simulated on the only connection of a pool.
 */
describeDatabases(
  'where a connection',
  (database) => {
    const start = async (): Promise<Endpoint> => {
      const endpoint = await startEndpoint({}, { database, typeorm: { poolSize: 1 } });
      onTestFinished(() => endpoint.close());
      return endpoint;
    };
    const register = async ({ post }: Endpoint) => {
      const answers = await Promise.all([post(), post(), post()]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    };
    const names = async ({ dataSource }: Endpoint) => {
      const rows = await dataSource.query<{ name: string }[]>(
        `SELECT name FROM pg_prepared_statements WHERE name LIKE 'dcr\\_%' ORDER BY name`,
      );
      return rows.map(({ name }) => name);
    };

    test('keeps prepared statements, each is prepared once', async () => {
      const endpoint = await start();
      await register(endpoint);
      const first = await names(endpoint);
      await register(endpoint);
      expect(await names(endpoint)).toEqual(first);
      // One statement counts attempts, one registers.
      expect(first).toHaveLength(2);
    });

    test('has lost a prepared statement, clients still register', async () => {
      const endpoint = await start();
      await register(endpoint);
      await endpoint.dataSource.query('DEALLOCATE ALL');
      await register(endpoint);
      await register(endpoint);
      expect(await names(endpoint)).toEqual([]);
      await expectPairs(endpoint.dataSource);
    });

    test('has another statement under the same name, clients still register', async () => {
      const earlier = await start();
      await register(earlier);
      const taken = await names(earlier);
      const endpoint = await start();
      for (const name of taken) await endpoint.dataSource.query(`PREPARE ${name} AS SELECT 1`);
      await register(endpoint);
      await register(endpoint);
      await expectPairs(endpoint.dataSource);
    });

    test('has planned a statement for a column that has changed since, clients still register', async () => {
      const endpoint = await start();
      await register(endpoint);
      await endpoint.dataSource.query('ALTER TABLE dcr_rate_limits ALTER COLUMN hits TYPE bigint');
      await register(endpoint);
      await register(endpoint);
      await expectPairs(endpoint.dataSource);
    });
  },
  ['postgres'],
);
