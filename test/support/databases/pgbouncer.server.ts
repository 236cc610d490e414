import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.js';
import type { FoundServer } from './server.js';

const START_TIMEOUT_MS = 10_000;

/** Starts a PgBouncer for this test run, in transaction mode, in front of that PostgreSQL server. */
export async function startPgBouncer({ url: postgres, missing }: FoundServer): Promise<FoundServer> {
  if (!postgres) return { missing: missing ?? 'no postgres server' };
  const folder = await mkdtemp(join(tmpdir(), 'nestjs-dcr-pgbouncer-'));
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(file, settings(new URL(postgres), port));
  await chmod(folder, 0o755);
  // PgBouncer refuses to run as root.
  const account = process.getuid?.() === 0 ? ['--user=nobody'] : [];
  const bouncer = spawn('pgbouncer', ['--quiet', ...account, file], { stdio: 'ignore' });
  const ended = once(bouncer, 'exit');
  const kill = () => void bouncer.kill('SIGINT');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await ended.catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([
      listens(port),
      ended.then(() => {
        throw new Error('it ended before it listened');
      }),
    ]);
  } catch (error) {
    await stop();
    return { missing: `pgbouncer did not start (${String(error)}); install the package pgbouncer` };
  }
  const url = new URL(postgres);
  url.port = String(port);
  return { url: url.href, stop };
}

function settings({ hostname, port, username, password }: URL, listenPort: number): string {
  const login = `user=${decodeURIComponent(username)} password=${decodeURIComponent(password)}`;
  return `[databases]
* = host=${hostname} port=${port || 5432} ${login}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
max_client_conn = 500
default_pool_size = 10
ignore_startup_parameters = extra_float_digits
`;
}

async function listens(port: number): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(50);
    } finally {
      socket.destroy();
    }
  }
}
