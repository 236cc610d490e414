import type { BenchContext, Group } from '../context.js';
import { Contender } from '../contenders.js';
import { load } from '../load/load.js';
import { dcr, empty } from '../plans.js';
import { type Goal, show, showSpread } from '../report/result.js';
import { ratios, spread } from '../statistics.js';

const LIMIT = 25;

/** The empty route and the refusal take turns. Statements are counted in the database driver. */
async function floodOn(adapter: 'express' | 'fastify', { options, databases, say }: BenchContext) {
  const plan = dcr(adapter, 'postgres');
  const ours = await Contender.start({ ...plan, settings: { limit: LIMIT } }, databases);
  const route = await Contender.start(empty(adapter), databases);
  try {
    await ours.register(LIMIT - 1, 1);
    const amount = await route.amountFor(options.seconds * 1_000);
    await load(ours.url, { amount, status: 429 });
    const rates = { ours: [] as number[], route: [] as number[] };
    const cpu = { ours: [] as number[], route: [] as number[] };
    let statements = 0;
    for (let round = 1; round <= options.rounds; round++) {
      const before = await ours.server.usage();
      const refused = await ours.load({ amount, status: 429 });
      statements += (await ours.server.usage()).statements - before.statements;
      const routed = await route.register(amount);
      rates.ours.push(refused.rate);
      rates.route.push(routed.rate);
      cpu.ours.push(refused.cpu * 1_000);
      cpu.route.push(routed.cpu * 1_000);
      say(
        `round ${round}: 429 on ${adapter}: ${show(rates.ours.at(-1)!)}/s, empty ${show(rates.route.at(-1)!)}/s`,
      );
    }
    return { adapter, plan, rates, cpu, perRequest: statements / (amount * options.rounds), statements };
  } finally {
    await ours.stop();
    await route.stop();
  }
}

async function run(context: BenchContext) {
  const floods = [await floodOn('express', context), await floodOn('fastify', context)];
  const goals = floods.flatMap(({ adapter, plan, rates, perRequest }): Goal[] => [
    {
      work: `flood of refused requests (429): ${plan.label}`,
      against: empty(adapter).label,
      goal: { atLeast: 0.9 },
      measured: ratios(rates.ours, rates.route),
    },
    {
      work: `database statements per refused request: ${plan.label}`,
      against: 'none',
      goal: { atMost: 0.01 },
      unit: 'statements',
      measured: spread([perRequest]),
    },
  ]);
  return {
    title: 'A flood of refused requests',
    about: `32 connections from one address that has reached its limit of ${LIMIT}; every response is 429.`,
    tables: [
      {
        head: [
          'contender',
          'refusals/s',
          'CPU per refusal, µs',
          'empty route, requests/s',
          'CPU per request, µs',
          'statements in all rounds',
        ],
        rows: floods.map(({ plan, rates, cpu, statements }) => [
          plan.label,
          showSpread(spread(rates.ours)),
          showSpread(spread(cpu.ours)),
          showSpread(spread(rates.route)),
          showSpread(spread(cpu.route)),
          String(statements),
        ]),
      },
    ],
    goals,
  };
}

export const flood: Group = { name: 'flood', run };
