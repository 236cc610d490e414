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
    // The first twentieth is the warm-up. Memory that the garbage collector has not yet freed varies by tens of MiB, so
    // compare the minimum of five samples to detect continued growth.
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
        `${options.requests.toLocaleString('en')} accepted registrations on Fastify and PostgreSQL, 32 connections; resident memory after each twentieth of them. ` +
        `The first twentieth is the warm-up, and the first quarter is the next five. The garbage collector is never triggered by hand. ${rows}.`,
      tables: [
        {
          head: ['requests', 'resident, MiB'],
          rows: rss.map((value, part) => [((part + 1) * amount).toLocaleString('en'), show(value)]),
        },
      ],
      goals: [
        goal(
          'growth of resident memory',
          'mean of the last quarter minus mean of the first',
          mean(late) - mean(early),
          32,
        ),
        goal(
          'continued growth of resident memory',
          'minimum of the last quarter minus minimum of the middle one',
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
