import type { INestApplication } from '@nestjs/common';
import { DcrClient, DcrClientService } from 'nestjs-dcr';
import { DataSource } from 'typeorm';
import type { Question } from './announce.js';
import { documentUrl } from './document-settings.js';
import { request } from './operations.js';
import { startedStatements } from './statement-counter.js';

/** The limit per minute of a process. */
const PER_MINUTE = 120;
/** The limit on fetches at once of a process. */
const AT_ONCE = 16;
const MINUTE_MS = 60_000;

/** ms each, and the statements of all calls. */
export interface Compared {
  registered: number[];
  documents: number[];
  statements: { registered: number; documents: number };
}

export interface Discovered {
  found: number;
  /** 503: one of the limits. */
  refused: number;
  /** ms. */
  took: number;
}

/** The calls that the benchmark of documents times inside the application's process. */
export function documentCalls(app: INestApplication) {
  const clients = app.get(DcrClientService);
  const authorize = (clientId: string) => clients.authorize(request(clientId));
  return {
    /** Calls for registered clients and for documents take turns, so that whatever disturbs one disturbs the other. */
    compare: async ({ ids, urls }: Question): Promise<Compared> => {
      const took: Compared = { registered: [], documents: [], statements: { registered: 0, documents: 0 } };
      const time = async (kind: 'registered' | 'documents', clientId: string) => {
        const before = startedStatements();
        const started = performance.now();
        await authorize(clientId);
        took[kind].push(performance.now() - started);
        took.statements[kind] += startedStatements() - before;
      };
      for (const [index, id] of (ids as string[]).entries()) {
        const url = (urls as string[])[index]!;
        const isFirst = index % 2 === 0;
        await time(isFirst ? 'registered' : 'documents', isFirst ? id : url);
        await time(isFirst ? 'documents' : 'registered', isFirst ? url : id);
      }
      return took;
    },
    registeredIds: async (): Promise<string[]> => {
      const found = await app.get(DataSource).getRepository(DcrClient).findBy({ source: 'dcr' });
      return found.map(({ clientId }) => clientId);
    },
    /** Lets the next use of each client be recorded. */
    forgetUse: () =>
      app.get(DataSource).createQueryBuilder().update(DcrClient).set({ lastUsedAt: null }).execute(),
    /** All at once, in real time: most are refused. */
    flood: ({ amount }: Question) =>
      discover(
        indexes(0, amount).map((index) => documentUrl(index, 'few-hosts')),
        authorize,
      ),
    /** As many as the limits allow. The clock goes on by a minute for each 120 documents, or 10,000 would take 84 minutes. */
    discover: async ({ from, amount }: Question): Promise<Discovered> => {
      const total: Discovered = { found: 0, refused: 0, took: 0 };
      const all = indexes(from, amount);
      for (let at = 0; at < all.length; at += PER_MINUTE) {
        advanceClock(MINUTE_MS);
        const started = performance.now();
        const waiting = all.slice(at, at + PER_MINUTE).toReversed();
        const work = async () => {
          for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
            const { found, refused } = await discover([documentUrl(index)], authorize);
            total.found += found;
            total.refused += refused;
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
        total.took += performance.now() - started;
      }
      return total;
    },
  };
}

async function discover(
  urls: string[],
  authorize: (clientId: string) => Promise<unknown>,
): Promise<Discovered> {
  const started = performance.now();
  const outcomes = await Promise.allSettled(urls.map(authorize));
  const refusals = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  const other = refusals.find(({ reason }) => (reason as { status?: number }).status !== 503);
  if (other) throw other.reason;
  return {
    found: outcomes.length - refusals.length,
    refused: refusals.length,
    took: performance.now() - started,
  };
}

function indexes(from: unknown, amount: unknown): number[] {
  return Array.from({ length: Number(amount) }, (_, index) => Number(from) + index);
}

let ahead = 0;
const now = performance.now.bind(performance);

/** The monotonic clock, which the limits on fetches use. */
function advanceClock(by: number): void {
  ahead += by;
  performance.now = () => now() + ahead;
}
