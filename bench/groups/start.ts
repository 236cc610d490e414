import type { BenchContext, Group } from '../context.js';
import { ServerProcess } from '../load/server-process.js';
import { type Goal, showSpread } from '../report/result.js';
import type { Ready } from '../servers/announce.js';
import type { AdapterName } from '../servers/host-settings.js';
import { spread } from '../statistics.js';

const TIMES = { full: 20, quick: 3 };

async function startsOn(adapter: AdapterName, { options, databases }: BenchContext) {
  const storage = await databases.createWithTables('postgres');
  const took = { with: [] as Ready[], without: [] as Ready[] };
  const time = async (script: string) => {
    const server = await ServerProcess.start(script, { adapter, storage });
    await server.stop();
    return server.ready;
  };
  // The first start of each reads its files from the disk.
  for (let turn = -1; turn < TIMES[options.quick ? 'quick' : 'full']; turn++) {
    const [without, with_] = [await time('servers/host-without.js'), await time('servers/dcr.js')];
    if (turn < 0) continue;
    took.without.push(without);
    took.with.push(with_);
  }
  const more = (what: 'startedIn' | 'usedCpu') =>
    spread(took.with.map((ready, turn) => ready[what] - took.without[turn]![what]));
  const all = (readies: Ready[]) => spread(readies.map(({ startedIn }) => startedIn));
  return {
    adapter,
    without: all(took.without),
    with: all(took.with),
    more: more('startedIn'),
    moreCpu: more('usedCpu'),
  };
}

async function run(context: BenchContext) {
  const starts = [await startsOn('express', context), await startsOn('fastify', context)];
  return {
    title: 'Start of the host',
    about:
      'From the start of the process until it listens: a host with TypeORM on PostgreSQL (tables there already) and the scheduler, with and without the module, ' +
      `${TIMES[context.options.quick ? 'quick' : 'full']} times in turn. ` +
      'Loading the files of the module and of its limiter counts.',
    tables: [
      {
        head: ['adapter', 'without, ms', 'with, ms', 'more, ms', 'more processor time, ms'],
        rows: starts.map(({ adapter, without, with: with_, more, moreCpu }) => [
          adapter,
          showSpread(without),
          showSpread(with_),
          showSpread(more),
          showSpread(moreCpu),
        ]),
      },
    ],
    goals: starts.map(({ adapter, more }): Goal => ({
      work: `start of the host, ${adapter}`,
      against: 'the same host without the module, difference',
      goal: { atMost: 50 },
      unit: 'ms',
      measured: more,
    })),
  };
}

export const start: Group = { name: 'start', run };
