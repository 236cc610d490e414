import { setTimeout as delay } from 'node:timers/promises';
import { Contender } from '../contenders.js';
import type { BenchContext, Group } from '../context.js';
import { addManyClients, settle } from '../databases/many-clients.js';
import { registerSteadily } from '../load/steadily.js';
import { dcr } from '../plans.js';
import { type Goal, show } from '../report/result.js';
import { percentile, spread } from '../statistics.js';

const DAY = 86_400_000;
/** One registration so often, ms. */
const EVERY = 10;
const QUIET = { full: 10_000, quick: 3_000 };

interface Swept {
  unusedClients: number;
  took: number;
}

async function run({ options, databases, say }: BenchContext) {
  const contender = await Contender.start(dcr('fastify', 'postgres'), databases);
  try {
    const dataSource = await databases.open(contender.storage!);
    const plan = {
      amount: options.clients,
      span: 20 * DAY,
      youngest: 3 * DAY,
      halfUsed: false,
      audited: false,
    };
    await addManyClients(dataSource, 'postgres', plan);
    await settle(dataSource, 'postgres');
    await dataSource.destroy();
    await contender.amountFor(1_000);
    say(`${options.clients} stale clients loaded`);

    const quiet = await registerSteadily(
      contender.url,
      EVERY,
      delay(QUIET[options.quick ? 'quick' : 'full']),
    );
    const sweeping = contender.server.ask<Swept>({ ask: 'cleanUp' });
    const meanwhile = await registerSteadily(contender.url, EVERY, sweeping);
    const { unusedClients, took } = await sweeping;
    if (unusedClients !== options.clients)
      throw new Error(`${unusedClients} clients swept of ${options.clients}.`);
    const rate = unusedClients / (took / 1_000);
    const p99 = { quiet: percentile(quiet, 0.99), meanwhile: percentile(meanwhile, 0.99) };
    const usual = percentile(
      inSeconds(meanwhile).map((second) => percentile(second, 0.99)),
      0.5,
    );
    say(
      `swept at ${show(rate)} rows/s; p99 ${show(p99.quiet)} ms before, ${show(p99.meanwhile)} ms meanwhile`,
    );
    const goals: Goal[] = [
      {
        work: `sweep of ${options.clients.toLocaleString('en')} stale clients, PostgreSQL`,
        against: 'the clock',
        goal: { atLeast: 50_000 },
        unit: 'rows/s',
        measured: spread([rate]),
      },
      {
        work: 'registration’s p99 during that sweep',
        against: 'the same load before it',
        goal: { atMost: 3 },
        measured: spread([p99.meanwhile / p99.quiet]),
      },
    ];
    return {
      title: 'Sweep',
      about:
        '`cleanUp()` with the default options in a host on Fastify, each removal with its audit row, while that same process registers ' +
        `${1_000 / EVERY} clients a second. A checkpoint of PostgreSQL in the middle of it holds every commit up for a moment, and the p99 of the whole is ` +
        'that moment; the last column is the median of each single second’s p99.',
      tables: [
        {
          head: [
            'swept',
            'took, s',
            'rows/s',
            'p99 before, ms',
            'p99 meanwhile, ms',
            'longest meanwhile, ms',
            'in a usual second, ms',
          ],
          rows: [
            [
              unusedClients.toLocaleString('en'),
              show(took / 1_000),
              show(rate),
              show(p99.quiet),
              show(p99.meanwhile),
              show(Math.max(...meanwhile)),
              show(usual),
            ],
          ],
        },
      ],
      goals,
    };
  } finally {
    await contender.stop();
  }
}

/** In the order in which they were sent. */
function inSeconds(took: number[]): number[][] {
  const each = 1_000 / EVERY;
  return Array.from({ length: Math.floor(took.length / each) }, (_, second) =>
    took.slice(second * each, (second + 1) * each),
  );
}

export const sweep: Group = { name: 'sweep', run };
