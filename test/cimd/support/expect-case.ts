import { CaseRun } from './case-run.js';
import type { Case } from './case.js';
import { expectAsSaid } from './checks/index.js';
import { runStep } from './steps/index.js';
import { assertKnown } from './vocabulary.js';

/** Runs a case in an application of its own, and checks everything that it expects. */
export async function expectCase(one: Case): Promise<void> {
  assertKnown(one);
  const run = await CaseRun.start(one);
  try {
    // Without steps, a case is one call.
    const seen = one.steps ? undefined : await run.authorize();
    for (const [index, step] of (one.steps ?? []).entries()) {
      await runStep(run, step).catch((error: unknown) => {
        throw new Error(`Step ${index + 1}: ${messageOf(error)}`, { cause: error });
      });
    }
    await expectAsSaid(one.expected, run, seen);
  } finally {
    await run.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
