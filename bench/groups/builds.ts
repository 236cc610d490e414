import type { BenchContext } from '../context.js';
import type { ContenderPlan } from '../contenders.js';
import { interleave } from '../interleave.js';
import { fromCheckout } from '../plans.js';
import { type GroupResult, showSpread } from '../report/result.js';
import { ratios, spread } from '../statistics.js';

/**
 * Two builds differ by a few percent, and so do two turns of one build. Many short turns show the difference, because
 * what else happens on the machine changes more slowly. No turn is long enough to make the other server cold.
 */
const TURNS = { full: 60, quick: 3 };
const TURN_SECONDS = 0.9;

/** Compares each contender with the baseline's build of it, if there is one. Only these two servers run. */
export async function compareBuilds(
  context: BenchContext,
  plans: ContenderPlan[],
): Promise<Pick<GroupResult, 'tables' | 'goals'>> {
  const { options } = context;
  const { baseline, quick } = options;
  if (baseline === undefined) return { tables: [], goals: [] };
  const rounds = TURNS[quick ? 'quick' : 'full'];
  const rows: string[][] = [];
  const goals: GroupResult['goals'] = [];
  for (const plan of plans) {
    const before = fromCheckout(plan, baseline);
    const { measured } = await interleave(
      { ...context, options: { ...options, rounds, seconds: TURN_SECONDS } },
      [plan, before],
      { warmUp: 0 },
    );
    const [now, then] = [measured.get(plan)!, measured.get(before)!];
    const inTurn = (value: 'rate' | 'cpu') =>
      ratios(
        now.map((turn) => turn[value]),
        then.map((turn) => turn[value]),
      );
    goals.push({
      work: `accepted: ${plan.label}`,
      against: `${before.label}, ${rounds} short turns`,
      goal: { atLeast: 0.97 },
      measured: inTurn('rate'),
    });
    rows.push([
      plan.label,
      ...[now, then].map((turns) => showSpread(spread(turns.map(({ rate }) => rate)))),
      showSpread(inTurn('rate')),
      ...[now, then].map((turns) => showSpread(spread(turns.map(({ cpu }) => cpu * 1_000)))),
      showSpread(inTurn('cpu')),
    ]);
  }
  const head = [
    `against the baseline, ${rounds} short turns each`,
    'requests/s',
    'baseline, requests/s',
    'ratio',
    'CPU per request, µs',
    'baseline, CPU per request, µs',
    'ratio of the CPU times',
  ];
  return { tables: [{ head, rows }], goals };
}
