import { setTimeout as delay } from 'node:timers/promises';
import { Contender } from '../contenders.js';
import type { BenchContext, Group } from '../context.js';
import { addManyClients, settle } from '../databases/many-clients.js';
import { registerSteadily } from '../load/steadily.js';
import { dcr } from '../plans.js';
import { type Goal, show } from '../report/result.js';
import { percentile, spread } from '../statistics.js';

const DAY_MS = 86_400_000;
const INTERVAL_MS = 10;
/** How long to measure before the sweep. */
const BEFORE_MS = { full: 10_000, quick: 3_000 };

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
      span: 20 * DAY_MS,
      youngest: 3 * DAY_MS,
      halfUsed: false,
      audited: false,
    };
    await addManyClients(dataSource, 'postgres', plan);
    await settle(dataSource, 'postgres');
    await dataSource.destroy();
    await contender.amountFor(1_000);
    say(`${options.clients} stale clients loaded`);

    const before = await registerSteadily(
      contender.url,
      INTERVAL_MS,
      delay(BEFORE_MS[options.quick ? 'quick' : 'full']),
    );
    const sweeping = contender.server.ask<Swept>({ ask: 'cleanUp' });
    const meanwhile = await registerSteadily(contender.url, INTERVAL_MS, sweeping);
    const { unusedClients, took } = await sweeping;
    if (unusedClients !== options.clients)
      throw new Error(`${unusedClients} clients swept of ${options.clients}.`);
    const rate = unusedClients / (took / 1_000);
    const p99 = { before: percentile(before, 0.99), meanwhile: percentile(meanwhile, 0.99) };
    const usual = percentile(
      inSeconds(meanwhile).map((second) => percentile(second, 0.99)),
      0.5,
    );
    say(
      `swept at ${show(rate)} rows/s; p99 ${show(p99.before)} ms before, ${show(p99.meanwhile)} ms during the sweep`,
    );
    const goals: Goal[] = [
      {
        work: `sweep of ${options.clients.toLocaleString('en')} stale clients, PostgreSQL`,
        against: 'absolute rate',
        goal: { atLeast: 50_000 },
        unit: 'rows/s',
        measured: spread([rate]),
      },
      {
        work: 'p99 of registration during the sweep',
        against: 'the same load before the sweep',
        goal: { atMost: 3 },
        measured: spread([p99.meanwhile / p99.before]),
      },
    ];
    return {
      title: 'Sweep',
      about:
        '`cleanUp()` with the default options in an application on Fastify, with an audit row per removal, while the same process registers ' +
        `${1_000 / INTERVAL_MS} clients per second. A PostgreSQL checkpoint during the sweep delays every commit for a moment, and this moment determines the overall p99. ` +
        'The last column is the median of the p99 of each second.',
      tables: [
        {
          head: [
            'swept',
            'took, s',
            'rows/s',
            'p99 before, ms',
            'p99 during it, ms',
            'slowest during it, ms',
            'p99 of a typical second, ms',
          ],
          rows: [
            [
              unusedClients.toLocaleString('en'),
              show(took / 1_000),
              show(rate),
              show(p99.before),
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

/** Splits the durations, in the order of the requests, into seconds. */
function inSeconds(took: number[]): number[][] {
  const each = 1_000 / INTERVAL_MS;
  return Array.from({ length: Math.floor(took.length / each) }, (_, second) =>
    took.slice(second * each, (second + 1) * each),
  );
}

export const sweep: Group = { name: 'sweep', run };
