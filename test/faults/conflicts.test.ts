import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { describeDatabases } from '../support/databases.js';
import { beforeInsert, connectTo, dropBeforeInsert, onServer } from './connection.js';
import { expectPairs } from './pairs.js';
import { expectUnavailable } from './unavailable.js';

/** The error codes: the SQLSTATE of PostgreSQL, and the number that MySQL drivers check. */
const conflicts = [
  ['a deadlock', { postgres: '40P01', mariadb: 1213 }],
  ['a serialization failure', { postgres: '40001', mariadb: 1020 }],
] as const;

describeDatabases(
  'when the database answers',
  (database) => {
    let endpoint: Endpoint;
    let other: DataSource;
    beforeAll(async () => {
      endpoint = await startEndpoint({}, { database });
      other = await connectTo(database);
      await other.query('CREATE TABLE locks (id int PRIMARY KEY, n int)');
      await other.query('INSERT INTO locks VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0)');
      // A sequence keeps its value when the transaction is rolled back.
      await other.query('CREATE SEQUENCE attempts');
    });
    afterAll(async () => {
      await other?.destroy();
      await endpoint?.close();
    });

    /** Makes the next attempts to store a client fail. */
    async function fail({ postgres, mariadb }: (typeof conflicts)[number][1], times: number): Promise<void> {
      const body = {
        postgres: `IF nextval('attempts') <= ${times} THEN
          RAISE EXCEPTION 'secret' USING ERRCODE = '${postgres}'; END IF;`,
        mariadb: `IF NEXTVAL(attempts) <= ${times} THEN
          SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = ${mariadb}, MESSAGE_TEXT = 'secret'; END IF;`,
      };
      await beforeInsert(other, 'dcr_clients', body);
      onTestFinished(async () => {
        await dropBeforeInsert(other, 'dcr_clients');
        await other.query('ALTER SEQUENCE attempts RESTART WITH 1');
      });
    }

    test.each(conflicts)('with %s briefly, the registration is retried', async (_, conflict) => {
      await fail(conflict, 2);
      const before = await expectPairs(endpoint.dataSource);
      expect((await endpoint.post()).status).toBe(201);
      expect(await expectPairs(endpoint.dataSource)).toHaveLength(before.length + 1);
    });

    test.each(conflicts)(
      'with %s every time, the answer is 503 and nothing is stored',
      async (_, conflict) => {
        await fail(conflict, 1_000);
        const before = await expectPairs(endpoint.dataSource);
        await expectUnavailable(endpoint.post());
        expect(await expectPairs(endpoint.dataSource)).toEqual(before);
      },
    );

    test('with a deadlock against a transaction of the application, both succeed in the end', async () => {
      const take = (id: number) => `UPDATE locks SET n = n + 1 WHERE id = ${id};`;
      const body = (id: number) => ({ postgres: take(id), mariadb: take(id) });
      await beforeInsert(other, 'dcr_clients', body(1));
      await beforeInsert(other, 'dcr_audit_events', body(2));
      onTestFinished(async () => {
        for (const table of ['dcr_clients', 'dcr_audit_events']) await dropBeforeInsert(other, table);
      });
      const before = await expectPairs(endpoint.dataSource);

      const runner = endpoint.dataSource.createQueryRunner();
      await runner.startTransaction();
      for (const id of [2, 3, 4, 5]) await runner.query(take(id));
      const answering = endpoint.post();
      await waitingFor(other);
      await runner.query(take(1));
      await runner.commitTransaction();
      await runner.release();
      expect((await answering).status).toBe(201);
      expect(await expectPairs(endpoint.dataSource)).toHaveLength(before.length + 1);
    });
  },
  ['postgres', 'mariadb'],
);

async function waitingFor(dataSource: DataSource): Promise<void> {
  const sql = onServer(dataSource, {
    postgres: `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    mariadb: `SELECT trx_id FROM information_schema.innodb_trx JOIN information_schema.processlist ON id = trx_mysql_thread_id
      WHERE db = DATABASE() AND trx_state = 'LOCK WAIT'`,
  });
  // InnoDB caches this view for 100 ms, so poll it less often.
  const look = { timeout: 10_000, interval: 200 };
  await expect.poll(async () => (await dataSource.query<unknown[]>(sql)).length, look).toBe(1);
}
