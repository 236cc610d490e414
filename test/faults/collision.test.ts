import { DcrClient } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { startEndpoint } from '../e2e/registration/endpoint.js';
import { describeDatabases } from '../support/databases.js';
import { beforeInsert, connectTo } from './connection.js';
import { expectPairs } from './pairs.js';

/** On SQLite a trigger cannot change the inserted row: see test/e2e/storage/rows.test.ts. */
describeDatabases(
  'a client id that already exists',
  (database) => {
    test('is drawn again, no client is overwritten, and the others of the batch are stored', async () => {
      const endpoint = await startEndpoint({}, { database });
      onTestFinished(() => endpoint.close());
      const taken = (await endpoint.post({ client_name: 'The first' })).json()['client_id'] as string;
      const other = await connectTo(database);
      onTestFinished(() => other.destroy());
      // The first two attempts to store the clumsy client draw the id of the first client.
      await other.query('CREATE SEQUENCE attempts');
      const collides = (next: string, set: string) =>
        `IF NEW.client_name = 'Clumsy' AND ${next} <= 2 THEN ${set} '${taken}'; END IF;`;
      await beforeInsert(other, 'dcr_clients', {
        postgres: collides("nextval('attempts')", 'NEW.client_id :='),
        mariadb: collides('NEXTVAL(attempts)', 'SET NEW.client_id ='),
      });

      const names = ['One', 'Two', 'Clumsy', 'Three', 'Four'];
      const answers = await Promise.all(names.map((client_name) => endpoint.post({ client_name })));
      expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
      const ids = answers.map((answer) => answer.json()['client_id']);
      expect(new Set([...ids, taken])).toHaveProperty('size', 6);

      const clients = endpoint.dataSource.getRepository(DcrClient);
      expect(await clients.findOneBy({ clientId: taken })).toMatchObject({ clientName: 'The first' });
      for (const [index, clientName] of names.entries())
        expect(await clients.findBy({ clientName })).toMatchObject([{ clientId: ids[index] }]);
      expect(await expectPairs(endpoint.dataSource)).toHaveLength(6);
    });
  },
  ['postgres', 'mariadb'],
);
