import type { BenchContext, Group } from '../context.js';
import type { ContenderPlan } from '../contenders.js';
import { interleave } from '../interleave.js';
import { dcr, empty, plainTransaction } from '../plans.js';
import { type Goal, showSpread } from '../report/result.js';
import { ratios, spread } from '../statistics.js';

const adapters = (['express', 'fastify'] as const).map((adapter) => ({
  ours: dcr(adapter, 'postgres'),
  limited: plainTransaction(adapter, true),
  unlimited: plainTransaction(adapter, false),
  route: empty(adapter),
}));
const plans = adapters.flatMap(({ ours, limited, unlimited, route }) => [ours, limited, unlimited, route]);

async function run(context: BenchContext) {
  const { measured } = await interleave(context, plans, { connections: 1 });
  const p50s = (plan: ContenderPlan) => measured.get(plan)!.map(({ p50 }) => p50);
  const goal = (ours: ContenderPlan, against: ContenderPlan): Goal => ({
    work: `single request: ${ours.label}`,
    against: against.label,
    goal: { atMost: 1 },
    measured: ratios(p50s(ours), p50s(against)),
  });
  return {
    title: 'A single request',
    about:
      'One connection, one request at a time. The plain transaction is a Nest route that inserts the same two rows with `manager.insert` ' +
      'in `dataSource.transaction`, without validation. With the limiter, it first counts the attempt in one statement, as this package must.',
    tables: [
      {
        head: ['contender', 'p50, ms', 'p99, ms'],
        rows: plans.map((plan) => [
          plan.label,
          showSpread(spread(p50s(plan))),
          showSpread(spread(measured.get(plan)!.map(({ p99 }) => p99))),
        ]),
      },
    ],
    goals: adapters.map(({ ours, limited }) => goal(ours, limited)),
  };
}

export const alone: Group = { name: 'alone', run };
