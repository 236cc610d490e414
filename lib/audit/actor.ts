import { toPrintable } from '../text/safe-text.js';

/** Who does something, and why; both go to the audit. */
export interface DcrActor {
  actor?: string;
  reason?: string;
}

export const MAX_REASON_LENGTH = 500;

/** These two members and no others, whatever object a host hands on. */
export function whoAndWhy({ actor, reason }: DcrActor): { actor: string | null; reason: string | null } {
  return { actor: bounded(actor), reason: bounded(reason) };
}

function bounded(text: string | undefined): string | null {
  // oxlint-disable-next-line typescript/no-unnecessary-type-conversion -- JavaScript may hand on anything
  return text === undefined ? null : toPrintable(String(text), MAX_REASON_LENGTH);
}
