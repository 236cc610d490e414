import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Question, Ready, Usage } from '../servers/announce.js';
import type { ServerSettings } from '../servers/server-settings.js';

const START_TIMEOUT_MS = 60_000;

type Reply = { answer: unknown } | { failure: string };

/** A contender's server, in its own process. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly ready: Ready,
  ) {}

  /** @param script relative to the benchmark's built folder, or a file URL */
  static async start(script: string, settings: ServerSettings): Promise<ServerProcess> {
    const file = fileURLToPath(new URL(script, new URL('../', import.meta.url)));
    const child = fork(file, [JSON.stringify(settings)], {
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    const ended = once(child, 'exit', { signal }).then(() => {
      throw new Error(`${script} ended before it listened.`);
    });
    const [ready] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Ready];
    ended.catch(() => undefined);
    return new ServerProcess(child, ready);
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.ready.port}${path}`;
  }

  async ask<Answer>(question: Question): Promise<Answer> {
    this.child.send(question);
    const [reply] = (await once(this.child, 'message')) as [Reply];
    if ('failure' in reply) throw new Error(reply.failure);
    return reply.answer as Answer;
  }

  usage(): Promise<Usage> {
    return this.ask<Usage>({ ask: 'usage' });
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.disconnect();
    await exited;
  }
}
