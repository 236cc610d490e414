import type { BenchContext, Group } from '../context.js';
import { type Goal, show, showSpread } from '../report/result.js';
import type { Storage } from '../servers/server-settings.js';
import { percentile, ratios, type Spread, spread } from '../statistics.js';
import { type ScaleApplication, startScaleApplication } from './scale-application.js';

const FEW = 1_000;
const REGISTRATION = 'registration, 32 connections, time per registration';

interface Times {
  /** Each round's median, ms. */
  few: number[];
  many: number[];
  /** The slowest call with many clients, warm-up included, ms: one whose counts were not cached. */
  slowest: number;
}

type Took = Map<string, Times>;

/** Both applications take turns, and so do the operations. All values are ms. */
async function measure(kind: Storage['kind'], context: BenchContext): Promise<Took> {
  const applications: ScaleApplication[] = [];
  try {
    for (const amount of [FEW, context.options.clients])
      applications.push(await startScaleApplication(kind, amount, context));
    // Registrations come last, because they add clients to the small table.
    return new Map([
      ...(await timeCalls(applications, context)),
      [REGISTRATION, await timeRegistrations(applications, context)],
    ]);
  } finally {
    for (const { contender } of applications) await contender.stop();
  }
}

async function timeCalls(applications: ScaleApplication[], { options, say }: BenchContext): Promise<Took> {
  const took: Took = new Map();
  // Round 0 is the warm-up.
  for (let round = 0; round <= options.rounds; round++) {
    const questions = applications.map((application) => application.questions(round));
    for (const operation of questions[0]!.keys()) {
      const noted = took.get(operation) ?? { few: [], many: [], slowest: 0 };
      took.set(operation, noted);
      for (const [at, { contender }] of applications.entries()) {
        const times = await contender.server.ask<number[]>(questions[at]!.get(operation)!);
        if (round > 0) noted[at === 0 ? 'few' : 'many'].push(percentile(times, 0.5));
        if (at === 1) noted.slowest = Math.max(noted.slowest, ...times);
      }
    }
    say(`calls, round ${round} of ${options.rounds}`);
  }
  return took;
}

async function timeRegistrations(
  applications: ScaleApplication[],
  { options, say }: BenchContext,
): Promise<Times> {
  const noted: Times = { few: [], many: [], slowest: 0 };
  const amount = await applications[0]!.contender.amountFor(options.seconds * 1_000);
  await applications[1]!.contender.register(amount);
  for (let round = 1; round <= options.rounds; round++) {
    for (const [at, { contender }] of applications.entries()) {
      const { rate } = await contender.register(amount);
      noted[at === 0 ? 'few' : 'many'].push(1_000 / rate);
    }
    say(`registrations, round ${round} of ${options.rounds}`);
  }
  return noted;
}

function worst(took: Took, operations: string[]): { operation: string; ratio: Spread } {
  const all = operations.map((operation) => {
    const { few, many } = took.get(operation)!;
    return { operation, ratio: ratios(many, few) };
  });
  return all.toSorted((one, other) => other.ratio.median - one.ratio.median)[0]!;
}

function goalsOf(kind: string, clients: string, took: Took): Goal[] {
  const pages = [...took.keys()].filter((operation) => operation.startsWith('listClients'));
  const goal = (operations: string[], atMost: number): Goal => {
    const { operation, ratio } = worst(took, operations);
    const which = operations.length > 1 ? `, slowest page (${operation})` : '';
    return {
      work: `${operations.length > 1 ? 'listClients' : operation}, ${clients} clients, ${kind}${which}`,
      against: `${FEW.toLocaleString('en')} clients`,
      goal: { atMost },
      measured: ratio,
    };
  };
  return [
    ...[REGISTRATION, 'findActive', 'authorize'].map((operation) => goal([operation], 1.15)),
    goal(pages, 2),
    goal(['statistics'], 2),
  ];
}

async function run(context: BenchContext) {
  const clients = context.options.clients.toLocaleString('en');
  const kinds = [
    { name: 'PostgreSQL', took: await measure('postgres', context) },
    { name: 'SQLite', took: await measure('sqlite', context) },
  ];
  return {
    title: `${clients} clients compared with ${FEW.toLocaleString('en')}`,
    about:
      'Two applications on Fastify take turns with the same calls. Half of the clients have been used, and each has its audit row. Times are medians of a round. ' +
      'The tables were filled by SQL with copies of a registration, then vacuumed and analyzed. The module caches counts of many rows for a while, ' +
      'so most calls use the cached counts; the slowest call shows the cost of counting.',
    tables: kinds.map(({ name, took }) => ({
      head: [
        `${name}: operation`,
        `${FEW.toLocaleString('en')} clients, ms`,
        `${clients} clients, ms`,
        'ratio',
        `slowest call with ${clients}, ms`,
      ],
      rows: [...took].map(([operation, { few, many, slowest }]) => [
        operation,
        showSpread(spread(few)),
        showSpread(spread(many)),
        showSpread(ratios(many, few)),
        slowest > 0 ? show(slowest) : '',
      ]),
    })),
    goals: kinds.flatMap(({ name, took }) => goalsOf(name, clients, took)),
  };
}

export const scale: Group = { name: 'scale', run };
