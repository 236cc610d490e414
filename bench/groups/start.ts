import type { BenchContext, Group } from '../context.js';
import type { ContenderPlan } from '../contenders.js';
import { ServerProcess } from '../load/server-process.js';
import { dcr, fromCheckout } from '../plans.js';
import { type Goal, show, showSpread } from '../report/result.js';
import type { Ready } from '../servers/announce.js';
import type { AdapterName } from '../servers/server-settings.js';
import { ratios, spread } from '../statistics.js';

/** Single starts differ by 100 ms, so the median needs many. */
const STARTS = { full: 40, quick: 3 };

const MAX_DIFFERENCE_MS = 50;

/**
 * The same as a share of the 416 ms that the application alone took on the machine where the 50 ms were set. A machine
 * that takes twice as long for the application takes twice as long for the module.
 */
const MAX_RATIO = 1.12;

interface Started {
  adapter: AdapterName;
  validationPipe: boolean;
  label: string;
  /** One per turn, in order. */
  readies: Ready[];
  /** The same application without the module, started just before each of them. */
  without: Ready[];
}

/** Starts the application without the module, with it, and with the baseline's module, in turn. */
async function startsOn(
  adapter: AdapterName,
  validationPipe: boolean,
  { options, databases }: BenchContext,
): Promise<Started[]> {
  const storage = await databases.createWithTables('postgres');
  const start = async (script: string) => {
    const server = await ServerProcess.start(script, { adapter, storage, validationPipe });
    await server.stop();
    return server.ready;
  };
  const ours = dcr(adapter, 'postgres');
  const plans: ContenderPlan[] = [ours, ...(options.baseline ? [fromCheckout(ours, options.baseline)] : [])];
  const without: Ready[] = [];
  const contenders = plans.map(({ label, script }) => ({ label, script, readies: [] as Ready[] }));
  // Don't measure the first start of each: it reads the files from disk.
  for (let turn = -1; turn < STARTS[options.quick ? 'quick' : 'full']; turn++) {
    const alone = await start('servers/without-module.js');
    if (turn >= 0) without.push(alone);
    for (const { script, readies } of turn % 2 ? contenders : contenders.toReversed()) {
      const ready = await start(script);
      if (turn >= 0) readies.push(ready);
    }
  }
  return contenders.map(({ label, readies }) => ({ adapter, validationPipe, label, readies, without }));
}

function difference({ readies, without }: Started, what: 'startedIn' | 'usedCpu') {
  return spread(readies.map((ready, turn) => ready[what] - without[turn]![what]));
}

/** Other work on the machine only ever adds time, so the fastest starts tell most about the module itself. */
function differenceOfFastest({ readies, without }: Started): string {
  return show(spread(readies.map(timeToStart)).min - spread(without.map(timeToStart)).min);
}

function timeToStart(ready: Ready): number {
  return ready.startedIn;
}

function startedIn(readies: Ready[]): string {
  return showSpread(spread(readies.map(timeToStart)));
}

function goalsOf(started: Started): Goal[] {
  const { label, readies, without } = started;
  const work = `startup with \`ValidationPipe\`: ${label}`;
  const against = 'the same application without the module';
  const measured = ratios(readies.map(timeToStart), without.map(timeToStart));
  return [
    {
      work,
      against: `${against}, difference`,
      goal: { atMost: MAX_DIFFERENCE_MS },
      unit: 'ms',
      measured: difference(started, 'startedIn'),
    },
    { work, against, goal: { atMost: MAX_RATIO }, measured },
  ];
}

async function run(context: BenchContext) {
  const starts: Started[] = [];
  // Most applications use the pipe, which loads class-validator and class-transformer. The module needs both.
  for (const validationPipe of [true, false])
    for (const adapter of ['express', 'fastify'] as const)
      starts.push(...(await startsOn(adapter, validationPipe, context)));
  return {
    title: 'Startup of an application',
    about:
      'The time from the start of the process until it listens. The application uses TypeORM on PostgreSQL (the tables exist) and the scheduler; it is started with and without the module, ' +
      `${STARTS[context.options.quick ? 'quick' : 'full']} times in turn. Loading the files of the module and its limiter is included. ` +
      "An application with Nest's `ValidationPipe` has a controller with a DTO, which loads class-validator and class-transformer; in an application without it, the module loads them. " +
      'The second goal is the first as a share of the 416 ms that the application alone took on one machine. "Difference of the fastest" compares the fastest start with the module and the fastest one without.',
    tables: [
      {
        head: [
          'application',
          '`ValidationPipe`',
          'without, ms',
          'with, ms',
          'difference, ms',
          'difference of the fastest, ms',
          'difference in CPU time, ms',
        ],
        rows: starts.map((started) => [
          started.label,
          started.validationPipe ? 'yes' : 'no',
          startedIn(started.without),
          startedIn(started.readies),
          showSpread(difference(started, 'startedIn')),
          differenceOfFastest(started),
          showSpread(difference(started, 'usedCpu')),
        ]),
      },
    ],
    goals: starts.filter(({ validationPipe }) => validationPipe).flatMap((started) => goalsOf(started)),
  };
}

export const start: Group = { name: 'start', run };
