import type { BenchContext } from '../context.js';
import { load } from '../load/load.js';
import type { ServerProcess } from '../load/server-process.js';
import { type Goal, show, showSpread } from '../report/result.js';
import type { Compared } from '../servers/document-calls.js';
import { documentUrl } from '../servers/document-settings.js';
import type { SeenFetches } from '../servers/document-server.js';
import type { Storage } from '../servers/server-settings.js';
import { percentile, ratios, spread } from '../statistics.js';
import type { DocumentLab } from './documents.js';

const CLIENTS = { full: 1_000, quick: 120 };
const USES = ['used within the last minute', 'the use is recorded'] as const;
const GOAL = 1.1;

type Kind = 'registered' | 'documents';

interface Times {
  /** Each round's median, ms. */
  registered: number[];
  documents: number[];
  calls: number;
  statements: Record<Kind, number>;
  fetches: number;
}

export type ComparedUses = Map<(typeof USES)[number], Times>;

/** `authorize()` for a registered client, and for a document with a fresh copy. */
export async function compareAuthorize(
  { documents, startApplication }: DocumentLab,
  kind: Storage['kind'],
  { options, say }: BenchContext,
): Promise<ComparedUses> {
  const application = await startApplication(kind);
  try {
    const amount = CLIENTS[options.quick ? 'quick' : 'full'];
    const clients = await prepare(application, amount);
    const compared: ComparedUses = new Map(
      USES.map((use) => [use, { registered: [], documents: [], calls: 0, statements: none(), fetches: 0 }]),
    );
    await documents.ask({ ask: 'seen' });
    // Round 0 is the warm-up.
    for (let round = 0; round <= options.rounds; round++) {
      await application.ask({ ask: 'forgetUse' });
      for (const use of USES.toReversed()) {
        const took = await application.ask<Compared>({ ask: 'compare', ...clients });
        const { requests } = await documents.ask<SeenFetches>({ ask: 'seen' });
        if (round > 0) note(compared.get(use)!, took, requests);
      }
      say(`authorize() on ${kind}, round ${round} of ${options.rounds}`);
    }
    return compared;
  } finally {
    await application.stop();
  }
}

/** Registers clients, and discovers as many documents. */
async function prepare(
  application: ServerProcess,
  amount: number,
): Promise<{ ids: string[]; urls: string[] }> {
  await load(application.url('/register'), { amount });
  await application.ask({ ask: 'discover', from: 0, amount });
  const ids = await application.ask<string[]>({ ask: 'registeredIds' });
  return { ids, urls: ids.map((_, index) => documentUrl(index)) };
}

function none(): Record<Kind, number> {
  return { registered: 0, documents: 0 };
}

function note(times: Times, { registered, documents, statements }: Compared, fetches: number): void {
  times.registered.push(percentile(registered, 0.5));
  times.documents.push(percentile(documents, 0.5));
  times.calls += registered.length;
  times.statements.registered += statements.registered;
  times.statements.documents += statements.documents;
  times.fetches += fetches;
}

export function compareRows(database: string, compared: ComparedUses): string[][] {
  return [...compared].map(([use, { registered, documents, calls, statements, fetches }]) => [
    `${database}, ${use}`,
    showSpread(spread(registered)),
    showSpread(spread(documents)),
    showSpread(ratios(documents, registered)),
    // Statements are counted in the driver of PostgreSQL.
    statements.registered > 0
      ? `${show(statements.registered / calls)} and ${show(statements.documents / calls)}`
      : '',
    String(fetches),
  ]);
}

export function compareGoals(database: string, compared: ComparedUses): Goal[] {
  return [...compared].map(([use, { registered, documents }]) => ({
    work: `authorize() with a fresh copy of a document, ${database}, ${use}`,
    against: 'a registered client',
    goal: { atMost: GOAL },
    measured: ratios(documents, registered),
  }));
}
