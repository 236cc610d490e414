import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CleanupOptions } from 'nestjs-dcr';
import type { TestDatabase } from '../../../support/databases.js';

export type Order = { do: 'sweep' } | { do: 'register' } | { do: 'use'; clientId: string };
export interface Answer {
  event?: string;
  result?: object;
  error?: string;
}

export interface ReplicaSetup {
  database: TestDatabase;
  cleanup: CleanupOptions;
  agesAreFunctions?: boolean;
  /** How far its clock is ahead, ms. */
  clockShift?: number;
}

/** An application in a separate process, on a database whose tables exist. */
export class Replica {
  private constructor(private readonly child: ChildProcess) {}

  static async start({ database, clockShift = 0, ...rest }: ReplicaSetup): Promise<Replica> {
    const { type, url } = database.options as { type: string; url: string };
    const child = fork(fileURLToPath(new URL('replica.mjs', import.meta.url)), {
      env: {
        ...process.env,
        CLOCK_SHIFT: String(clockShift),
        REPLICA: JSON.stringify({ database: { type, url }, agesAreFunctions: false, ...rest }),
      },
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const replica = new Replica(child);
    await replica.next(({ event }) => event === 'ready');
    return replica;
  }

  /** Sends an order and waits for its answer. */
  async order(order: Order): Promise<Answer> {
    const answered = this.next(({ event }) => event === undefined);
    this.child.send(order);
    return answered;
  }

  /** Resolves with the first matching message; rejects if the process ends first. */
  async next(fits: (answer: Answer) => boolean): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const listen = (answer: Answer) => {
        if (!fits(answer)) return;
        this.child.off('message', listen).off('exit', end);
        resolve(answer);
      };
      const end = () => reject(new Error('The replica ended.'));
      this.child.on('message', listen).once('exit', end);
    });
  }

  /** Like `kill -9`. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
