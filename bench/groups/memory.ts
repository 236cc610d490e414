import type { BenchContext, Group } from '../context.js';
import { Contender } from '../contenders.js';
import { dcr } from '../plans.js';
import { type Goal, show } from '../report/result.js';
import { spread } from '../statistics.js';

const PARTS = 20;
const MIB = 2 ** 20;

async function run({ options, databases, say }: BenchContext) {
  const contender = await Contender.start(dcr('fastify', 'postgres'), databases);
  try {
    const amount = options.requests / PARTS;
    const rss: number[] = [];
    for (let part = 0; part < PARTS; part++) {
      const { rate } = await contender.register(amount);
      const usage = await contender.server.usage();
      rss.push(usage.rss / MIB);
      say(
        `${(part + 1) * amount} requests: ${show(rate)}/s, ${show(usage.rss / MIB)} MiB resident, heap ${show(usage.heapUsed / MIB)} MiB`,
      );
    }
    const rows = await contender.checkRows();
    // The first twentieth warms up; then five samples at each place. What the collector has not looked at yet comes
    // and goes by tens of MiB, so what keeps growing shows in the lowest of them.
    const quarter = (from: number) => rss.slice(from, from + 5);
    const [early, middle, late] = [quarter(1), quarter(8), quarter(15)];
    const mean = (samples: number[]) => samples.reduce((sum, value) => sum + value, 0) / samples.length;
    const goal = (work: string, against: string, growth: number, atMost: number): Goal => ({
      work,
      against,
      goal: { atMost },
      unit: 'MiB',
      measured: spread([growth]),
    });
    return {
      title: 'Memory',
      about:
        `${options.requests.toLocaleString('en')} accepted registrations on Fastify and PostgreSQL, 32 connections, resident memory after each twentieth. ` +
        `The first of them warms up, and the first quarter is the five after it. The collector is left alone. ${rows}.`,
      tables: [
        {
          head: ['requests', 'resident, MiB'],
          rows: rss.map((value, part) => [((part + 1) * amount).toLocaleString('en'), show(value)]),
        },
      ],
      goals: [
        goal(
          'resident memory grows',
          'mean of the last quarter less that of the first',
          mean(late) - mean(early),
          32,
        ),
        goal(
          'and does not keep growing',
          'lowest of the last quarter less that of the middle',
          Math.min(...late) - Math.min(...middle),
          8,
        ),
      ],
    };
  } finally {
    await contender.stop();
  }
}

export const memory: Group = { name: 'memory', run };
