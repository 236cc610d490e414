import type { CaseApplication } from '../application/case-application.js';
import { NotStarted } from '../application/forked-application.js';
import type { Changes, Json } from '../case.js';
import { assertMembers } from '../members.js';
import type { Start } from '../seen.js';
import type { Action } from './action.js';

const CHANGES = ['cimd', 'dcr', 'policy', 'env', 'testHosts'];

/** Steps about the life of the application, and its database. */
export const applicationSteps: Record<string, Action> = {
  restart: {
    modifiers: [],
    run(run, changes) {
      assertMembers(changes as Json, CHANGES, 'restart');
      return run.restart(changes as Changes);
    },
  },
  start: {
    modifiers: ['expect'],
    async run(run, changes): Promise<Start> {
      assertMembers(changes as Json, CHANGES, 'start');
      const begun = performance.now();
      try {
        const application = await run.startAnother(changes as Changes);
        await application.close();
        return startOf(true, application.output(), begun);
      } catch (error) {
        if (!(error instanceof NotStarted)) throw error;
        return startOf(false, error.message, begun);
      }
    },
  },
  stop: {
    modifiers: [],
    async run({ applications }, signal) {
      await Promise.all(applications.map((application) => stopped(application, signal as NodeJS.Signals)));
    },
  },
  lockDatabase: {
    modifiers: [],
    run: ({ database }, isLocked) => database.lock(isLocked as boolean),
  },
  ageRowsByDays: {
    modifiers: [],
    run: ({ database }, days) => database.ageClients(days as number),
  },
};

function stopped({ stop }: CaseApplication, signal: NodeJS.Signals): Promise<void> {
  if (!stop) throw new Error('Only an application in another process can get a signal.');
  return stop(signal);
}

function startOf(starts: boolean, log: string, begun: number): Start {
  const lines = log.split('\n').flatMap((line) => parsed(line) ?? []);
  const warnings = lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
  return { kind: 'start', starts, log, warnings, ms: Math.round(performance.now() - begun) };
}

/** A line of Nest's log as JSON; other lines are Node's own. */
function parsed(line: string): { level: string; message: string } | undefined {
  return line.startsWith('{') ? (JSON.parse(line) as { level: string; message: string }) : undefined;
}
