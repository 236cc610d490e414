import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject, onTestFinished, vi } from 'vitest';
import type { TestDatabase } from '../databases.js';
import type { Command, ProcessSetup, Started } from './application.setup.js';

// The build and the start of each process take long on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

export const APPLICATION = 'test/support/processes/application.process.ts';

/** An application that can be killed. */
export interface ApplicationProcess {
  url: string;
  /** Resolves when the process has ended. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
  ask<Answer = unknown>(command: Command): Promise<Answer>;
  /** Everything that it has written. */
  output(): string;
}

/**
 * Starts the built application in a separate process, which ends with the test at the latest.
 *
 * @param script Default: the application of this run's build
 */
export async function startProcess(
  database: TestDatabase,
  setup: Omit<ProcessSetup, 'typeorm'> = {},
  script?: string,
): Promise<ApplicationProcess> {
  const { migrations: _, ...typeorm } = database.options as Record<string, unknown>;
  const child = fork(script ?? (await builtProgram(APPLICATION)), [JSON.stringify({ typeorm, ...setup })], {
    silent: true,
  });
  const exited = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const output: string[] = [];
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (text: Buffer) => output.push(text.toString()));

  const first = await Promise.race([messageOf(child), exited]);
  if (!('url' in (first as object))) throw new Error(`The application did not start:\n${output.join('')}`);
  return {
    url: (first as Started).url,
    exited,
    kill: (signal) => void child.kill(signal),
    ask: async <Answer>(command: Command) => {
      child.send(command);
      return ((await messageOf(child)) as { answer: Answer }).answer;
    },
    output: () => output.join(''),
  };
}

async function messageOf(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as [unknown];
  return message;
}

/**
 * Builds once for the whole run, when the first test file requests it.
 *
 * @param source path of the program in the repository
 * @returns path of a module for `node:child_process` to run
 */
export async function builtProgram(source: string): Promise<string> {
  const answer = await fetch(`${inject('databaseServers')}/build`);
  const { folder, missing } = (await answer.json()) as { folder?: string; missing?: string };
  if (!folder) throw new Error(missing);
  return join(folder, source.replace(/\.ts$/, '.js'));
}
