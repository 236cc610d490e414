import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Short rounds and small tables, for development; don't rely on the numbers. */
  quick: boolean;
  /** Only this group, or all. */
  only?: string;
  /** Another built checkout of this package, whose `dcr` servers also run. */
  baseline?: string;
  /** Number of turns per contender. */
  rounds: number;
  /** Approximate duration of a turn, s. */
  seconds: number;
  /** Number of clients in the large tables. */
  clients: number;
  /** Number of requests in the memory group. */
  requests: number;
}

const FULL = { rounds: 5, seconds: 3, clients: 1_000_000, requests: 1_000_000 };
const QUICK = { rounds: 2, seconds: 1, clients: 30_000, requests: 20_000 };

export function readOptions(groups: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      baseline: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const { quick, only, baseline, rounds } = values;
  if (only !== undefined && !groups.includes(only)) {
    throw new Error(`--only takes one of: ${groups.join(', ')}.`);
  }
  if (rounds !== undefined && !/^[1-9]\d{0,2}$/.test(rounds)) {
    throw new Error('--rounds takes a number from 1 to 999.');
  }
  return {
    quick,
    ...(only !== undefined && { only }),
    ...(baseline !== undefined && { baseline }),
    ...(quick ? QUICK : FULL),
    ...(rounds !== undefined && { rounds: Number(rounds) }),
  };
}

/** Whether the run is the one that the committed results come from. */
export function isFullRun({ quick, only, baseline, rounds }: BenchOptions): boolean {
  return !quick && only === undefined && baseline === undefined && rounds === FULL.rounds;
}
