import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Opener } from './opener.js';
import { MODULES, NODE_FOLDER } from './paths.js';
import { Terminal } from './terminal.js';

/** Disables telemetry and update checks. Variables of a single product are in its driver. */
const NO_TELEMETRY = { DO_NOT_TRACK: '1', OTEL_SDK_DISABLED: 'true', NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1' };

const COMMAND_SECONDS = 240;

/** An installed product with its own home folder, configuration and commands. */
export class Product {
  readonly environment: Record<string, string>;
  readonly home: string;

  constructor(folder: string, opener: Opener, own: Record<string, string> = {}) {
    this.home = join(folder, 'home');
    this.environment = {
      PATH: [opener.folder, join(MODULES, '.bin'), NODE_FOLDER, '/usr/bin', '/bin'].join(':'),
      HOME: this.home,
      TMPDIR: folder,
      BROWSER: opener.browser,
      DISPLAY: ':99',
      // Without desktop entries, `xdg-open` uses BROWSER.
      XDG_DATA_DIRS: join(folder, 'no-desktop'),
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      ...NO_TELEMETRY,
      ...own,
    };
  }

  /** Writes a configuration file in the home folder. */
  async write(path: string, content: string | object): Promise<void> {
    const file = join(this.home, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  }

  /** Runs a command and returns its output. A command that takes too long is killed. */
  async run(
    command: string,
    args: string[],
    { seconds = COMMAND_SECONDS, onPrint }: { seconds?: number; onPrint?: (output: string) => void } = {},
  ): Promise<string> {
    await mkdir(join(this.home, 'work'), { recursive: true });
    const child = spawn(command, args, {
      cwd: join(this.home, 'work'),
      env: this.environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += String(text);
        onPrint?.(output);
      });
    }
    const end = () => {
      output += `\n(ended after ${seconds} s)`;
      // Kill the whole group: the command may be a launcher of the actual product.
      process.kill(-child.pid!, 'SIGKILL');
    };
    const timer = setTimeout(end, seconds * 1000);
    try {
      // Don't wait for "close": a daemon that the command started may keep the output open.
      await once(child, 'exit');
    } finally {
      clearTimeout(timer);
    }
    return output;
  }

  /** Runs a command that needs a terminal. */
  async interact(command: string, args: string[]): Promise<Terminal> {
    await mkdir(join(this.home, 'work'), { recursive: true });
    return Terminal.start(command, args, { cwd: join(this.home, 'work'), env: this.environment });
  }
}
