import { fork } from 'node:child_process';
import { once } from 'node:events';
import { builtProgram } from '../../../support/processes/application-process.js';
import type { Json } from '../case.js';
import type { Returned, Thrown } from '../seen.js';
import type { ApplicationSetup, CaseApplication } from './case-application.js';

const PROGRAM = 'test/cimd/support/application/application.process.ts';

export type ForkedApplication = CaseApplication & Required<Pick<CaseApplication, 'output' | 'stop'>>;

/** Startup failed; the message is everything that the process has written. */
export class NotStarted extends Error {}

/** Starts an application in a separate process. Rejects with {@link NotStarted} if startup fails. */
export async function forkApplication(setup: ApplicationSetup): Promise<ForkedApplication> {
  const env = { ...process.env, ...setup.env };
  const child = fork(await builtProgram(PROGRAM), [JSON.stringify(setup)], { silent: true, env });
  const exited = once(child, 'exit');
  const output: string[] = [];
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (text: Buffer) => output.push(text.toString()));

  const started = new Promise<string>((resolve) => {
    child.once('message', (message) => resolve((message as { url: string }).url));
  });
  const url = await Promise.race([started, exited.then(() => undefined)]);
  if (url === undefined) throw new NotStarted(output.join(''));

  const waiting = new Map<number, (answer: unknown) => void>();
  child.on('message', (message) => {
    const { id, answer } = message as { id: number; answer: unknown };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  let last = 0;
  const ask = async <Answer>(request: Json): Promise<Answer> => {
    const id = ++last;
    const answered = new Promise<unknown>((resolve) => waiting.set(id, resolve));
    child.send({ id, ...request });
    const ended = exited.then(() => Promise.reject(new Error(`The application ended:\n${output.join('')}`)));
    return (await Promise.race([answered, ended])) as Answer;
  };
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return {
    url,
    call: (call) => ask<Returned | Thrown>({ call }),
    policyContext: async () => (await ask<Json | null>({ policyContext: true })) ?? undefined,
    stop,
    output: () => output.join(''),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await ask({ close: true });
      await stop('SIGKILL');
    },
  };
}
