import { vi } from 'vitest';
import type { TestDatabase } from '../support/databases.js';
import { beforeInsert, connectTo, dropBeforeInsert, onServer } from './connection.js';

export interface Barrier {
  /** Resolves when a transaction waits at the barrier. */
  reached(): Promise<void>;
  /** Ends the waiting sessions at the server, as a restart does. */
  killWaiting(): Promise<void>;
  /** Removes the barrier, and waits until all waiting work is done. */
  remove(): Promise<void>;
}

/** InnoDB caches this view for 100 ms, so poll it less often. */
const polling = { timeout: 30_000, interval: 200 };

/** Blocks every insert into a table, in the middle of its transaction. */
export async function barrierAt(database: TestDatabase, table: string): Promise<Barrier> {
  const dataSource = await connectTo(database);
  const run = <Row>(sql: { postgres: string; mariadb: string }) =>
    dataSource.query<Row[]>(onServer(dataSource, sql));
  const isSome = async (sql: { postgres: string; mariadb: string }) => (await run(sql)).length > 0;
  // On MariaDB these locks belong to the server, not to the database.
  const [{ name }] = (await run<{ name: string }>({
    postgres: 'SELECT 1 AS name',
    mariadb: 'SELECT DATABASE() AS name',
  })) as [{ name: string }];

  await run({ postgres: 'SELECT pg_advisory_lock(1)', mariadb: `SELECT GET_LOCK('${name}', 0)` });
  await beforeInsert(dataSource, table, {
    postgres: 'PERFORM pg_advisory_xact_lock(1);',
    mariadb: `DO GET_LOCK('${name}', 60); DO RELEASE_LOCK('${name}');`,
  });
  const standing = () =>
    run<{ id: number }>({
      postgres: `SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
      mariadb: `SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND state = 'User lock'`,
    });
  const isWork = () =>
    isSome({
      postgres: `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
      mariadb: `SELECT id FROM information_schema.processlist LEFT JOIN information_schema.innodb_trx ON trx_mysql_thread_id = id
        WHERE db = DATABASE() AND id <> CONNECTION_ID() AND (command <> 'Sleep' OR trx_id IS NOT NULL)`,
    });

  return {
    reached: async () => {
      await vi.waitUntil(async () => (await standing()).length > 0, polling);
    },
    killWaiting: async () => {
      for (const { id } of await standing())
        await run({ postgres: `SELECT pg_terminate_backend(${id})`, mariadb: `KILL ${id}` });
    },
    remove: async () => {
      await run({ postgres: 'SELECT pg_advisory_unlock(1)', mariadb: `SELECT RELEASE_LOCK('${name}')` });
      await vi.waitUntil(async () => !(await isWork()), polling);
      await dropBeforeInsert(dataSource, table);
      await dataSource.destroy();
    },
  };
}
