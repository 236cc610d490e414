import type { BenchContext } from '../context.js';
import { type Goal, show, type Table } from '../report/result.js';
import type { Discovered } from '../servers/document-calls.js';
import type { SeenFetches } from '../servers/document-server.js';
import type { Usage } from '../servers/announce.js';
import { spread } from '../statistics.js';
import type { DocumentLab } from './documents.js';

const AMOUNT = { full: 10_000, quick: 1_200 };
const PARTS = 10;
const MIB = 2 ** 20;
const LIMITS = { atOnce: 16, perHost: 4, perMinute: 120 };
const MAX_GROWTH_MIB = 32;

interface Part extends Discovered {
  rss: number;
  heapUsed: number;
}

interface Flood extends Discovered {
  seen: SeenFetches;
}

interface Steady {
  parts: Part[];
  seen: SeenFetches;
}

/** Discovers many documents for the first time: all at once, and as fast as the limits allow. */
export async function coldDiscoveries(
  lab: DocumentLab,
  { options, say }: BenchContext,
): Promise<{ tables: Table[]; goals: Goal[] }> {
  const amount = AMOUNT[options.quick ? 'quick' : 'full'];
  const flood = await discoverAtOnce(lab, amount);
  say(`${amount} unknown URLs at once: ${flood.found} found, ${flood.refused} refused`);
  const steady = await discoverInTurn(lab, amount, say);
  return { tables: tables(amount, flood, steady), goals: goals(amount, flood, steady) };
}

async function discoverAtOnce({ documents, startApplication }: DocumentLab, amount: number): Promise<Flood> {
  const application = await startApplication('postgres');
  try {
    await documents.ask({ ask: 'seen' });
    const discovered = await application.ask<Discovered>({ ask: 'flood', amount });
    return { ...discovered, seen: await documents.ask<SeenFetches>({ ask: 'seen' }) };
  } finally {
    await application.stop();
  }
}

async function discoverInTurn(
  { documents, startApplication }: DocumentLab,
  amount: number,
  say: BenchContext['say'],
): Promise<Steady> {
  const application = await startApplication('postgres');
  try {
    const each = amount / PARTS;
    const parts: Part[] = [];
    for (let part = 0; part < PARTS; part++) {
      const found = await application.ask<Discovered>({ ask: 'discover', from: part * each, amount: each });
      const { rss, heapUsed } = await application.ask<Usage>({ ask: 'usage' });
      parts.push({ ...found, rss: rss / MIB, heapUsed: heapUsed / MIB });
      say(`${(part + 1) * each} documents, ${show(rss / MIB)} MiB resident`);
    }
    return { parts, seen: await documents.ask<SeenFetches>({ ask: 'seen' }) };
  } finally {
    await application.stop();
  }
}

function tables(amount: number, flood: Flood, { parts, seen }: Steady): Table[] {
  const total = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const found = total((part) => part.found);
  const took = total((part) => part.took);
  const row = (name: string, { found: ok, refused, took: ms }: Discovered, at: SeenFetches) => [
    name,
    ok.toLocaleString('en'),
    refused.toLocaleString('en'),
    show(((ok + refused) * 1_000) / ms),
    at.requests.toLocaleString('en'),
    String(at.maxAtOnce),
    String(at.maxAtOncePerHost),
  ];
  const all = amount.toLocaleString('en');
  return [
    {
      head: [
        'cold discoveries, PostgreSQL',
        'discovered',
        'refused with 503',
        'calls/s',
        'fetches that arrived',
        'most at once',
        'most at once from one host',
      ],
      rows: [
        row(`${all} unknown URLs at the same moment`, flood, flood.seen),
        row(
          `${all} documents, 16 callers, a minute after each 120`,
          { found, refused: total((part) => part.refused), took },
          seen,
        ),
      ],
    },
    {
      head: ['documents discovered', 'per second', 'resident, MiB', 'heap, MiB'],
      rows: parts.map((part, index) => [
        (((index + 1) * amount) / PARTS).toLocaleString('en'),
        show((part.found * 1_000) / part.took),
        show(part.rss),
        show(part.heapUsed),
      ]),
    },
  ];
}

function goals(amount: number, flood: Flood, { parts, seen }: Steady): Goal[] {
  const goal = (work: string, against: string, atMost: number, value: number, unit: string): Goal => ({
    work,
    against,
    goal: { atMost },
    unit,
    measured: spread([value]),
  });
  const lowest = (some: Part[]) => Math.min(...some.map(({ rss }) => rss));
  const all = amount.toLocaleString('en');
  const atOnce = Math.max(flood.seen.maxAtOnce, seen.maxAtOnce);
  const perHost = Math.max(flood.seen.maxAtOncePerHost, seen.maxAtOncePerHost);
  return [
    goal(
      `${all} unknown URLs at the same moment: fetches within the minute`,
      'the limit',
      LIMITS.perMinute,
      flood.seen.requests,
      'fetches',
    ),
    goal('cold discoveries: fetches at once', 'the limit', LIMITS.atOnce, atOnce, 'fetches'),
    goal('cold discoveries: fetches at once from one host', 'the limit', LIMITS.perHost, perHost, 'fetches'),
    // The minimum of several samples leaves out what the garbage collector has not yet freed.
    goal(
      `${all} cold discoveries: growth of resident memory`,
      'minimum of the last three tenths minus minimum of the second to fourth',
      MAX_GROWTH_MIB,
      lowest(parts.slice(7)) - lowest(parts.slice(1, 4)),
      'MiB',
    ),
  ];
}
