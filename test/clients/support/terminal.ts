import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { CLIENTS } from './paths.js';
import { until } from './until.js';

/** The part of `@lydell/node-pty` that is used. It is installed only in the folder of the products. */
interface Pty {
  onData(listener: (text: string) => void): void;
  onExit(listener: () => void): void;
  write(text: string): void;
  kill(signal?: string): void;
}
interface PtyModule {
  spawn: (
    command: string,
    args: string[],
    options: { cwd: string; env: Record<string, string>; cols: number; rows: number },
  ) => Pty;
}

/** A program in a terminal whose screen can be read, and that accepts input. */
export class Terminal {
  private shown = '';
  ended = false;

  private constructor(private readonly pty: Pty) {
    pty.onData((text) => (this.shown += text));
    pty.onExit(() => (this.ended = true));
  }

  static start(
    command: string,
    args: string[],
    options: { cwd: string; env: Record<string, string> },
  ): Terminal {
    const { spawn } = createRequire(`${CLIENTS}/package.json`)('@lydell/node-pty') as PtyModule;
    return new Terminal(spawn(command, args, { ...options, cols: 160, rows: 50 }));
  }

  get text(): string {
    return stripVTControlCharacters(this.shown);
  }

  /** Waits until the screen shows this, ignoring output from before the last input. */
  async see(pattern: RegExp, seconds = 150): Promise<void> {
    const shown = () => pattern.test(this.text) || this.ended;
    await until(shown, { seconds, what: `${pattern} on the screen` }).catch((error: unknown) => {
      throw new Error(`${String(error)} It shows: ${this.text.slice(-2000)}`);
    });
    if (!pattern.test(this.text))
      throw new Error(`The program ended without ${pattern}: ${this.text.slice(-300)}`);
  }

  /** Types a line slowly: programs treat fast input as pasted text, or it outruns their suggestions. */
  async type(line: string): Promise<void> {
    for (const key of line) {
      this.pty.write(key);
      await setTimeout(50);
    }
    await setTimeout(1000);
    this.shown = '';
    this.press('\r');
  }

  press(keys: string): void {
    this.pty.write(keys);
  }

  /** Waits until the program ends, and returns what it showed. */
  async finish(seconds = 150): Promise<string> {
    await until(() => this.ended, { seconds, what: 'the end of the program' }).catch(
      (error: unknown) => (this.shown += `\n(${String(error)})`),
    );
    this.close();
    return this.text;
  }

  close(): void {
    if (!this.ended) this.pty.kill('SIGKILL');
  }
}
