import type { CaseRun } from '../case-run.js';
import { request } from '../http.js';
import type { Answered } from '../seen.js';
import { PATHS } from '../setup.js';
import type { Action } from './action.js';

/** Steps that send a request, to the application or to the provider. */
export const httpSteps: Record<string, Action> = {
  get: {
    modifiers: ['expect'],
    run: (run, path) => noted(run, request(urlOf(run, path), { method: 'GET' })),
  },
  post: {
    modifiers: ['body', 'expect'],
    run: (run, path, { body }) =>
      noted(
        run,
        request(urlOf(run, path), {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
  },
  oidc: {
    modifiers: ['params', 'expect'],
    async run(run, action, { params }) {
      const visit = await run.visit();
      switch (action) {
        case 'authorize':
          return noted(run, visit.authorize(params as Record<string, string> | undefined));
        case 'finish':
          return noted(run, visit.finish());
        case 'token':
          return noted(run, visit.token());
        case 'discovery':
          return noted(run, visit.discovery());
        default:
          throw new Error(`Unknown at the provider: ${String(action)}`);
      }
    },
  },
};

function urlOf({ applications: [application] }: CaseRun, path: unknown): string {
  return application!.url + (PATHS[path as string] ?? (path as string));
}

async function noted(run: CaseRun, answering: Promise<Answered>): Promise<Answered> {
  const answered = await answering;
  run.answers.push(answered);
  return answered;
}
