import { expectAsSaid } from '../checks/index.js';
import type { CaseRun } from '../case-run.js';
import type { Step } from '../case.js';
import { applicationSteps } from './application.steps.js';
import { authorizeStep } from './authorize.step.js';
import { httpSteps } from './http.steps.js';
import { serverSteps } from './server.steps.js';
import { serviceSteps } from './service.steps.js';
import type { Action } from './action.js';

/** Every step that a case may have. */
export const STEPS: Record<string, Action> = {
  ...serverSteps,
  ...serviceSteps,
  ...httpSteps,
  ...applicationSteps,
  authorize: authorizeStep,
};

/** Runs a step and checks what it expects. */
export async function runStep(run: CaseRun, step: Step): Promise<void> {
  const name = Object.keys(step).find((member) => member in STEPS)!;
  const action = STEPS[name]!;
  const seen = await action.run(run, step[name], step);
  if (action.checksItself) return;
  if (step.expect) await expectAsSaid(step.expect, run, seen ?? undefined);
  else if (seen?.kind === 'threw') throw new Error(`${name} failed: ${seen.name}: ${seen.message}`);
}
