import { toPrintable } from '../text/safe-text.js';

/**
 * Who performs an operation, and why. The audit log records both, cut to 500 characters.
 *
 * @see docs/operating.md#audit-log
 */
export interface DcrActor {
  actor?: string | undefined;
  reason?: string | undefined;
}

export const MAX_REASON_LENGTH = 500;

/** Takes only these two members: the application may pass an object with more. */
export function whoAndWhy({ actor, reason }: DcrActor): { actor: string | null; reason: string | null } {
  return { actor: bounded(actor), reason: bounded(reason) };
}

function bounded(text: string | undefined): string | null {
  // oxlint-disable-next-line typescript/no-unnecessary-type-conversion -- JavaScript callers may pass anything
  return text === undefined ? null : toPrintable(String(text), MAX_REASON_LENGTH);
}
