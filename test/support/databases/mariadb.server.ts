import { createConnection } from 'mysql2/promise';
import type { FoundServer } from './server.js';

/** npm has no MariaDB server: the tests use one that is already running. */
export async function findMariaDb(): Promise<FoundServer> {
  const url = process.env['DCR_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306';
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
    await connection.end();
    return { url };
  } catch (error) {
    return { missing: `no server took the connection (${String(error)}); set DCR_TEST_MYSQL_URL` };
  }
}
