import type { BenchContext } from './context.js';
import { Contender, type ContenderPlan, type MeasuredServer } from './contenders.js';
import { show, showMicroseconds } from './report/result.js';

export type Measurements = Map<ContenderPlan, MeasuredServer[]>;

/**
 * Share of its load that a contender gets as a warm-up before each turn, not measured: while the others ran, V8 has
 * shrunk its heap and discarded compiled code.
 */
const WARM_UP = 0.5;

export interface InterleaveOptions {
  connections?: number;
  between?: () => Promise<void>;
  warmUp?: number;
}

/**
 * Starts all contenders, then runs them in turn, round after round: A B C A B C. An earlier build of a contender stands
 * directly beside it, and they swap places in every second round. All servers run all the time; the waiting ones are idle.
 *
 * @param between measured once per round, in addition
 * @param warmUp share of a turn's load, in addition; not measured
 */
export async function interleave(
  { options, databases, say }: BenchContext,
  plans: ContenderPlan[],
  { connections, between, warmUp = WARM_UP }: InterleaveOptions = {},
): Promise<{ measured: Measurements; checks: Map<ContenderPlan, string> }> {
  const contenders: Contender[] = [];
  const originals = plans.filter(({ sameLoadAs }) => !sameLoadAs);
  const builds = originals.map((plan) => [plan, ...plans.filter(({ sameLoadAs }) => sameLoadAs === plan)]);
  const amounts = new Map<ContenderPlan, number>();
  try {
    for (const plan of builds.flat()) {
      const contender = await Contender.start(plan, databases);
      contenders.push(contender);
      say(`${plan.label} answers`);
      const original = contenders.find((other) => other.plan === plan.sameLoadAs);
      if (original) await contender.catchUp(original, connections);
      const amount = original
        ? amounts.get(original.plan)!
        : await contender.amountFor(options.seconds * 1_000, connections);
      amounts.set(plan, amount);
    }
    const measured: Measurements = new Map(plans.map((plan) => [plan, []]));
    for (let round = 1; round <= options.rounds; round++) {
      await between?.();
      for (const plan of builds.flatMap((pair) => (round % 2 ? pair : pair.toReversed()))) {
        const contender = contenders.find((one) => one.plan === plan)!;
        const amount = amounts.get(plan)!;
        if (warmUp > 0) await contender.register(Math.ceil(amount * warmUp), connections);
        const result = await contender.register(amount, connections);
        measured.get(plan)!.push(result);
        say(
          `round ${round}: ${plan.label}: ${result.rate.toFixed(0)}/s, p99 ${result.p99.toFixed(1)} ms, ${showMicroseconds(result.cpu)} µs CPU`,
        );
      }
    }
    const checks = new Map<ContenderPlan, string>();
    for (const contender of contenders) {
      const statements = await contender.statementsEach();
      const each = statements > 0 ? `, ${show(statements)} statements each` : '';
      checks.set(contender.plan, (await contender.checkRows()) + each);
    }
    return { measured, checks };
  } finally {
    for (const contender of contenders) await contender.stop();
  }
}
