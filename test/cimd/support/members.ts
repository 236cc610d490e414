import type { Json } from './case.js';

/** Throws for a member that is not in the list. */
export function assertMembers(value: Json, known: readonly string[], at: string): void {
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`Unknown in ${at}: ${unknown.join(', ')}`);
}
