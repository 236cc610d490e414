import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const YARN = ['npx', '--yes', '--package', '@yarnpkg/cli-dist@4', '--', 'yarn'];
const MANAGERS = { npm: ['npm'], pnpm: ['npx', '--yes', 'pnpm@10'], 'Yarn PnP': YARN };

/** Runs commands in the folder of one application. */
export class Commands {
  constructor(setup, folder, databaseUrl) {
    this.setup = setup;
    this.folder = folder;
    this.manager = MANAGERS[setup.manager];
    this.env = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      NO_COLOR: '1',
      FORCE_COLOR: '0',
      // Yarn 4 expects both from the project.
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
      YARN_ENABLE_TELEMETRY: '0',
    };
    // npm passes its own settings to the scripts that it runs, which are not the application's.
    for (const name of Object.keys(this.env)) if (/^npm_/i.test(name)) delete this.env[name];
    if (setup.node) this.useNode(setup.node);
  }

  /** Fails with the output if the command fails. @returns its output */
  run(command, { folder = this.folder } = {}) {
    const [program, ...options] = command;
    try {
      return execFileSync(program, options, {
        cwd: folder,
        env: this.env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 900_000,
        maxBuffer: 100 * 1024 * 1024,
      });
    } catch (error) {
      const lines = `${error.stdout}\n${error.stderr}`.split('\n').slice(-60).join('\n');
      throw new Error(`${command.join(' ')} failed:\n${lines}`, { cause: error });
    }
  }

  /** Runs in the folder above the application, before that exists. */
  runAbove(command) {
    return this.run(command, { folder: dirname(this.folder) });
  }

  runScript(name) {
    return this.run([...this.manager, 'run', name]);
  }

  /** Runs a program of the application's packages. */
  runProgram(...command) {
    const runners = { npm: ['npx', '--no', '--'], pnpm: [...MANAGERS.pnpm, 'exec'], 'Yarn PnP': YARN };
    return this.run([...runners[this.setup.manager], ...command]);
  }

  /** Starts the application, as a process group of its own. */
  start(file, port) {
    const node = this.setup.manager === 'Yarn PnP' ? [...YARN, 'node', file] : ['node', file];
    const [program, ...options] = node;
    return spawn(program, options, {
      cwd: this.folder,
      env: { ...this.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  /** Node.js of another version, from npm. */
  useNode(version) {
    const folder = join(dirname(this.folder), 'node');
    mkdirSync(folder);
    const options = ['--prefix', folder, '--no-audit', '--no-fund'];
    this.run(['npm', 'install', ...options, `node@${version}`], { folder });
    this.env.PATH = [join(folder, 'node_modules/node/bin'), this.env.PATH].join(delimiter);
  }
}
