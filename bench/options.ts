import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Short rounds and small tables, for development; its numbers mean little. */
  quick: boolean;
  /** Only this group, or all. */
  only?: string;
  /** Another checkout of this package, built, whose `dcr` servers run beside this one's. */
  baseline?: string;
  /** How often each contender has its turn. */
  rounds: number;
  /** How long one turn takes, about, s. */
  seconds: number;
  /** Clients in the large tables. */
  clients: number;
  /** Requests of the memory group. */
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
    },
  });
  const { quick, only, baseline } = values;
  if (only !== undefined && !groups.includes(only)) {
    throw new Error(`--only takes one of: ${groups.join(', ')}.`);
  }
  return {
    quick,
    ...(only !== undefined && { only }),
    ...(baseline !== undefined && { baseline }),
    ...(quick ? QUICK : FULL),
  };
}
