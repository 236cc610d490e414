import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export const run = promisify(execFile);

export const EXAMPLE = join(import.meta.dirname, '../../examples/minimal');

interface Manifest {
  dependencies: Record<string, string>;
}

/** A new Nest application, in a folder outside this repository. */
export class EmptyApp {
  private process?: ChildProcess;

  private constructor(readonly folder: string) {}

  /**
   * Copies the smallest example, and makes it use the tarball.
   *
   * @param manifest the package.json with the application's dependencies
   */
  static async create(manifest: string, tarball: string): Promise<EmptyApp> {
    const app = new EmptyApp(await mkdtemp(join(tmpdir(), 'nestjs-dcr-app-')));
    await cp(EXAMPLE, app.folder, { recursive: true });
    await copyFile(tarball, join(app.folder, 'nestjs-dcr.tgz'));
    const { dependencies, ...rest } = JSON.parse(await readFile(manifest, 'utf8')) as Manifest;
    dependencies['nestjs-dcr'] = 'file:nestjs-dcr.tgz';
    await writeFile(join(app.folder, 'package.json'), JSON.stringify({ ...rest, dependencies }));
    return app;
  }

  /** Fails if a peer range does not match, anywhere in the tree. */
  async install(): Promise<void> {
    await run('npm', ['install', '--strict-peer-deps', '--no-audit', '--no-fund'], { cwd: this.folder });
  }

  async compile(): Promise<void> {
    await run('npx', ['--no', 'tsc'], { cwd: this.folder }).catch((error: { stdout?: string }) => {
      throw new Error(`The application does not compile:\n${error.stdout}`, { cause: error });
    });
  }

  /** @returns the address of the endpoint, which it prints when it listens */
  async start(): Promise<string> {
    const app = spawn(process.execPath, ['dist/main.js'], {
      cwd: this.folder,
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = app;
    const output: string[] = [];
    app.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    for await (const line of createInterface(app.stdout)) {
      if (URL.canParse(line)) return line;
      output.push(line);
    }
    throw new Error(`The application did not start:\n${output.join('\n')}`);
  }

  async remove(): Promise<void> {
    if (this.process?.exitCode === null) {
      this.process.kill();
      await once(this.process, 'exit');
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
