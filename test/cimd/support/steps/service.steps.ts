import { expect } from 'vitest';
import type { Json } from '../case.js';
import { assertMembers } from '../members.js';
import type { Action } from './action.js';

/** Steps that call our services. */
export const serviceSteps: Record<string, Action> = {
  authenticate: {
    modifiers: ['expect'],
    run: (run, request) =>
      run.call({
        service: 'clients',
        method: 'authenticate',
        args: [{ clientId: run.one.clientId, ...(request as Json) }],
      }),
  },
  findActive: {
    modifiers: ['expect'],
    run: (run) => run.call({ service: 'clients', method: 'findActive', args: [run.one.clientId] }),
  },
  openSession: {
    modifiers: ['expect'],
    async run(run, request) {
      const session = { clientId: run.one.clientId, subject: 'alice', ...(request as Json) };
      const seen = await run.call({ service: 'sessions', method: 'open', args: [session] });
      if (seen.kind === 'returned') run.sessionId = (seen.value as { id: string }).id;
      return seen;
    },
  },
  requireActive: {
    modifiers: ['expect'],
    run(run, nothing) {
      assertMembers(nothing as Json, [], 'requireActive');
      if (run.sessionId === undefined) throw new Error('No session was opened.');
      return run.call({ service: 'sessions', method: 'requireActive', args: [run.sessionId] });
    },
  },
  admin: {
    modifiers: ['args', 'expect'],
    run: (run, method, { args = [run.one.clientId] }) =>
      run.call({ service: 'admin', method: method as string, args: args as unknown[] }),
  },
  remember: {
    modifiers: [],
    async run(run, names) {
      const client = await run.currentClient();
      run.remembered = Object.fromEntries((names as string[]).map((name) => [name, client[name]]));
    },
  },
  policyContext: {
    modifiers: [],
    async run({ applications }, members) {
      const contexts = await Promise.all(applications.map((application) => application.policyContext()));
      expect(contexts.find((context) => context !== undefined)).toMatchObject(members as Json);
    },
  },
};
