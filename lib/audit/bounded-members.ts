import { toPrintable } from '../text/safe-text.js';

const MAX_TEXT_LENGTH = 256;
const MAX_ENTRIES = 32;
const MAX_DEPTH = 4;

/** Copies members for the audit log: limited in size and depth, and safe to print. */
export function boundedMembers(members: Record<string, unknown>): Record<string, unknown> {
  return bounded(members, MAX_DEPTH) as Record<string, unknown>;
}

function bounded(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return toPrintable(value, MAX_TEXT_LENGTH);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((entry) => bounded(entry, depth - 1));
  const copy: Record<string, unknown> = {};
  // Names are recognized members: none of them is `__proto__`.
  let left = MAX_ENTRIES * 4;
  for (const name of Object.keys(value)) {
    if (left-- === 0) break;
    copy[toPrintable(name, MAX_TEXT_LENGTH)] = bounded((value as Record<string, unknown>)[name], depth - 1);
  }
  return copy;
}
