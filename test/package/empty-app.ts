import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { snippetsOf } from '../readme/support/snippets.js';

export const run = promisify(execFile);

const REPOSITORY = join(import.meta.dirname, '../..');

const EXAMPLE = join(REPOSITORY, 'examples/minimal');

/** Packs the package, which `npm run test:package` has built. @returns the file */
export async function packTarball(folder: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', './package', '--silent', '--pack-destination', folder], {
    cwd: REPOSITORY,
  });
  return join(folder, stdout.trim());
}

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
   * @param versions replaces the versions of some
   */
  static async create(
    manifest: string,
    tarball: string,
    versions: Record<string, string> = {},
  ): Promise<EmptyApp> {
    const app = new EmptyApp(await mkdtemp(join(tmpdir(), 'nestjs-dcr-app-')));
    await cp(EXAMPLE, app.folder, { recursive: true });
    await copyFile(tarball, join(app.folder, 'nestjs-dcr.tgz'));
    const { dependencies, ...rest } = JSON.parse(await readFile(manifest, 'utf8')) as Manifest;
    Object.assign(dependencies, versions, { 'nestjs-dcr': 'file:nestjs-dcr.tgz' });
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

  /** Type-checks a file of the application under other settings. Rejects with what the compiler says. */
  async check(file: string, code: string, ...settings: string[]): Promise<void> {
    await writeFile(join(this.folder, file), code);
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      // As `nest new` sets it: the types of other packages are not ours to check.
      '--skipLibCheck',
      '--target',
      'es2023',
      '--experimentalDecorators',
    ];
    const { version } = JSON.parse(
      await readFile(join(this.folder, 'node_modules/typescript/package.json'), 'utf8'),
    ) as { version: string };
    // TypeScript 5 has no such option: it ignores tsconfig.json when it is given a file.
    if (version.startsWith('5.')) options.shift();
    const tsc = ['--no', 'tsc', '--', ...options, '--types', 'node', ...settings, file];
    await run('npx', tsc, { cwd: this.folder }).catch((error: { stdout?: string }) => {
      throw new Error(`${file} does not compile:\n${error.stdout}`, { cause: error });
    });
  }

  /**
   * Adds the tests of docs/testing.md, and the configuration that `nest new` writes.
   *
   * @param stock the folder with that configuration
   */
  async addTests(stock: string): Promise<void> {
    await this.addStock(stock);
    for (const { name, code } of snippetsOf('docs/testing.md')) {
      const folder = join(this.folder, name.endsWith('.e2e-spec.ts') ? 'test' : 'src');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, name), code);
    }
  }

  /** Adds the configuration that `nest new` writes. */
  addStock(stock: string): Promise<void> {
    return cp(stock, this.folder, { recursive: true, filter: (file) => basename(file) !== 'package.json' });
  }

  /** Runs a program of the application, such as its tests. @returns what it prints */
  async run(command: string, options: string[], variables: NodeJS.ProcessEnv = {}): Promise<string> {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', VITEST: undefined, ...variables };
    const running = run('npx', ['--no', command, '--', ...options], { cwd: this.folder, env });
    const { stdout, stderr } = await running.catch((error: { stdout?: string; stderr?: string }) => {
      throw new Error(`${command} failed:\n${error.stdout}\n${error.stderr}`, { cause: error });
    });
    return stdout + stderr;
  }

  /** @returns the address of the endpoint, which it prints when it listens */
  async start(): Promise<string> {
    const { stdout, output } = this.spawn({ PORT: '0' });
    for await (const line of createInterface(stdout)) {
      if (URL.canParse(line)) return line;
      output.push(line);
    }
    throw new Error(`The application did not start:\n${output.join('\n')}`);
  }

  /** Starts an application that prints no address. @returns when the URL answers, with any status */
  async startAt(url: string, variables: NodeJS.ProcessEnv): Promise<void> {
    const { stdout, output } = this.spawn(variables);
    stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    while (!(await fetch(url).catch(() => undefined))) {
      if (this.process?.exitCode !== null)
        throw new Error(`The application did not start:\n${output.join('')}`);
      await setTimeout(50);
    }
  }

  private spawn(variables: NodeJS.ProcessEnv): { stdout: Readable; output: string[] } {
    const app = spawn(process.execPath, ['dist/main.js'], {
      cwd: this.folder,
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = app;
    const output: string[] = [];
    app.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    return { stdout: app.stdout, output };
  }

  async remove(): Promise<void> {
    if (this.process?.exitCode === null) {
      this.process.kill();
      await once(this.process, 'exit');
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
