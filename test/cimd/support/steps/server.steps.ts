import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Json } from '../case.js';
import { SERVED, serverBehaviour, type Served } from '../documents.js';
import { assertMembers } from '../members.js';
import type { Action } from './action.js';

/** Steps about the document server and the time. */
export const serverSteps: Record<string, Action> = {
  serve: {
    modifiers: ['at', 'times'],
    async run({ one, documents, server }, changes, { at, times }) {
      assertMembers(changes as Json, SERVED, 'serve');
      if (at === undefined) await server.behave(serverBehaviour({ ...one.document, ...(changes as Served) }));
      for (let n = 1; n <= ((times as number | undefined) ?? 1); n++)
        documents.serve(changes as Served, (at as string | undefined)?.replaceAll('{n}', `${n}`));
    },
  },
  fetches: {
    modifiers: [],
    run({ server }, count) {
      expect(server.requests.length, 'requests that reached the document server').toBe(count);
    },
  },
  down: {
    modifiers: [],
    run: ({ server }, isDown) => server.behave(isDown ? 'down' : undefined),
  },
  wait: {
    modifiers: [],
    run: (_run, ms) => delay(ms as number),
  },
  settle: {
    modifiers: [],
    async run({ background }) {
      await Promise.all(background.splice(0));
    },
  },
};
