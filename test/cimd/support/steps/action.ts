import type { CaseRun } from '../case-run.js';
import type { Step } from '../case.js';
import type { Seen } from '../seen.js';

/** What a step does. */
export interface Action {
  /** The other members that the step may have. */
  modifiers: readonly string[];
  /** Whether `run` itself checks what the step expects, for each of several calls. */
  checksItself?: boolean;
  /** @param value the member that names the action */
  run(run: CaseRun, value: unknown, step: Step): Promise<Seen | void> | Seen | void;
}
