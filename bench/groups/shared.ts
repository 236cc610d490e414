import type { BenchContext, Group } from '../context.js';
import type { ContenderPlan } from '../contenders.js';
import { interleave } from '../interleave.js';
import { dcr, sharing } from '../plans.js';
import { showSpread } from '../report/result.js';
import { ratios, spread } from '../statistics.js';

const kinds = (['postgres', 'sqlite'] as const).map((kind) => {
  const separate = dcr('fastify', kind);
  return { separate, shared: sharing(separate) };
});

async function run(context: BenchContext) {
  const plans = kinds.flatMap(({ separate, shared }) => [separate, shared]);
  const { measured, checks } = await interleave(context, plans);
  const rates = (plan: ContenderPlan) => measured.get(plan)!.map(({ rate }) => rate);
  return {
    title: 'Identical registrations that share a client',
    about:
      'The same registration from 32 connections, with `instances: "separate"` and `"shared"`, on Fastify. Shared registrations store one client and an audit row each.',
    tables: [
      {
        head: ['contender', 'requests/s', 'p50, ms', 'p99, ms', 'CPU per request, µs', 'rows'],
        rows: plans.map((plan) => [
          plan.label,
          showSpread(spread(rates(plan))),
          showSpread(spread(measured.get(plan)!.map(({ p50 }) => p50))),
          showSpread(spread(measured.get(plan)!.map(({ p99 }) => p99))),
          showSpread(spread(measured.get(plan)!.map(({ cpu }) => cpu * 1_000))),
          checks.get(plan)!,
        ]),
      },
    ],
    goals: kinds.map(({ shared, separate }) => ({
      work: `accepted: ${shared.label}`,
      against: separate.label,
      goal: { atLeast: 1 },
      measured: ratios(rates(shared), rates(separate)),
    })),
  };
}

export const shared: Group = { name: 'shared', run };
