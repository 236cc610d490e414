import type { BenchContext, Group } from '../context.js';
import type { ContenderPlan } from '../contenders.js';
import { interleave } from '../interleave.js';
import { bare, betterAuth, DATABASE_NAMES, dcr, empty, mcpNest, mcpSdk, oidcProvider } from '../plans.js';
import { type Goal, show, showSpread } from '../report/result.js';
import { percentile, ratios, spread } from '../statistics.js';
import { compareBuilds } from './builds.js';

const ours = {
  fastifyPostgres: dcr('fastify', 'postgres'),
  expressPostgres: dcr('express', 'postgres'),
  fastifySqlite: dcr('fastify', 'sqlite'),
  expressSqlite: dcr('express', 'sqlite'),
};
const emptyExpress = empty('express');
const emptyFastify = empty('fastify');
const others = [bare, emptyFastify, emptyExpress, mcpSdk, oidcProvider, betterAuth, mcpNest];

async function run(context: BenchContext) {
  const plans = [...Object.values(ours), ...others];
  const commits: number[] = [];
  const { measured, checks } = await interleave(context, plans, {
    between: async () => {
      commits.push(percentile(await context.databases.timeCommits(100), 0.5));
    },
  });
  const builds = await compareBuilds(context, Object.values(ours));
  const rates = (plan: ContenderPlan) => measured.get(plan)!.map(({ rate }) => rate);
  const p99s = (plan: ContenderPlan) => measured.get(plan)!.map(({ p99 }) => p99);
  const rateGoal = (plan: ContenderPlan, against: ContenderPlan, atLeast: number): Goal => ({
    work: `accepted: ${plan.label}`,
    against: against.label,
    goal: { atLeast },
    measured: ratios(rates(plan), rates(against)),
  });
  const p99Goal = (plan: ContenderPlan, route: ContenderPlan): Goal => ({
    work: `p99 under load: ${plan.label}`,
    against: `p99 of the ${route.label}, plus one commit`,
    goal: { atMost: 1.5 },
    measured: ratios(
      p99s(plan),
      p99s(route).map((p99, round) => p99 + commits[round]!),
    ),
  });
  return {
    title: 'Accepted registrations',
    about:
      '32 connections; a warm-up before each turn. "CPU per request" is the CPU time of the server process (user and system, all threads), without the database and the load generator. "Rows" compares the 201 responses, warm-ups included, with the rows in the client table and the audit table afterwards; ' +
      `≈ means that IDs of 32 random bits occasionally overwrite a row. A commit of one small row took ${showSpread(spread(commits))} ms (median of each round).`,
    tables: [
      {
        head: ['contender', 'requests/s', 'p50, ms', 'p99, ms', 'CPU per request, µs', 'rows'],
        rows: plans.map((plan) => [
          plan.label,
          showSpread(spread(rates(plan))),
          showSpread(spread(measured.get(plan)!.map(({ p50 }) => p50))),
          showSpread(spread(p99s(plan))),
          showSpread(spread(measured.get(plan)!.map(({ cpu }) => cpu * 1_000))),
          checks.get(plan)!,
        ]),
      },
      ...builds.tables,
    ],
    goals: [
      rateGoal(ours.fastifyPostgres, mcpSdk, 1.3),
      rateGoal(ours.fastifyPostgres, bare, 1),
      rateGoal(ours.expressPostgres, emptyExpress, 0.8),
      rateGoal(ours.expressPostgres, oidcProvider, 1),
      rateGoal(ours.expressPostgres, mcpNest, 3),
      rateGoal(ours.expressSqlite, emptyExpress, 0.5),
      p99Goal(ours.fastifyPostgres, emptyFastify),
      p99Goal(ours.expressPostgres, emptyExpress),
      ...builds.goals,
    ],
    summary: {
      head: ['accepted registrations', 'per second', 'p50, ms', 'stored'],
      rows: [...plans]
        .filter((plan) => plan.rows)
        .toSorted((one, other) => spread(rates(other)).median - spread(rates(one)).median)
        .map((plan) => [
          plan.label.replace(/, (?:in memory|PostgreSQL|SQLite)$/, ''),
          showSpread(spread(rates(plan))),
          show(spread(measured.get(plan)!.map(({ p50 }) => p50)).median),
          plan.storage ? `in ${DATABASE_NAMES[plan.storage]}` : 'in memory, lost at a restart',
        ]),
    },
    bars: plans.map((plan) => ({
      label: plan.label,
      value: spread(rates(plan)),
      ours: Object.values(ours).includes(plan),
    })),
  };
}

export const accepted: Group = { name: 'accepted', run };
