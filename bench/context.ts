import type { BenchDatabases } from './databases/bench-databases.js';
import type { BenchOptions } from './options.js';
import type { GroupResult } from './report/result.js';

export interface BenchContext {
  options: BenchOptions;
  databases: BenchDatabases;
  /** Prints progress. */
  say: (text: string) => void;
}

export interface Group {
  name: string;
  run(context: BenchContext): Promise<GroupResult>;
}
