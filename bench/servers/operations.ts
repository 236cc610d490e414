import type { INestApplication } from '@nestjs/common';
import { DcrAdminService, DcrClientService, type ClientSort } from 'nestjs-dcr';
import type { Question } from './announce.js';

/** The calls of the module's services that the benchmark times inside the application's process. Results are in ms. */
export function operations(app: INestApplication) {
  const clients = app.get(DcrClientService);
  const admin = app.get(DcrAdminService);
  return {
    findActive: ({ ids }: Question) => timeEach(ids as string[], (id) => clients.findActive(id)),
    authorize: ({ ids }: Question) =>
      timeEach(ids as string[], (clientId) => clients.authorize(request(clientId))),
    listClients: ({ sort, redirectHost, cursor, next, times }: Question) =>
      timeEach(repeat(times), async () => {
        const page = {
          sort: sort as ClientSort | undefined,
          redirectHost: redirectHost as string | undefined,
          cursor: cursor as string | undefined,
        };
        const { items } = await admin.listClients(page);
        if (next !== undefined && items[0]?.id !== next) throw new Error('The cursor leads to another page.');
        return items.length;
      }),
    listRedirectHosts: ({ times }: Question) =>
      timeEach(repeat(times), async () => (await admin.listRedirectHosts()).items.length),
    statistics: ({ times }: Question) => timeEach(repeat(times), () => admin.statistics()),
    cleanUp: async () => {
      const started = performance.now();
      const result = await admin.cleanUp();
      return { ...result, took: performance.now() - started };
    },
  };
}

/** A request of VS Code. */
export function request(clientId: string) {
  return {
    clientId,
    redirectUri: 'http://127.0.0.1:33418/',
    responseType: 'code',
    codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    codeChallengeMethod: 'S256',
    scope: 'mcp:read',
  };
}

function repeat(times: unknown): number[] {
  return Array.from({ length: Number(times) }, (_, index) => index);
}

async function timeEach<Item>(items: Item[], work: (item: Item) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (const item of items) {
    const started = performance.now();
    if (!(await work(item))) throw new Error('The operation found nothing.');
    took.push(performance.now() - started);
  }
  return took;
}
