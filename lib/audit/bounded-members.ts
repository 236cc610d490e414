import { toPrintable } from '../text/safe-text.js';

const LONGEST_TEXT = 256;
const MOST_ENTRIES = 32;
const DEEPEST = 4;

/** A copy for the audit: short, shallow, and safe to print whatever was sent. */
export function boundedMembers(members: Record<string, unknown>): Record<string, unknown> {
  return bounded(members, DEEPEST) as Record<string, unknown>;
}

function bounded(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return toPrintable(value, LONGEST_TEXT);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((entry) => bounded(entry, depth - 1));
  const copy: Record<string, unknown> = {};
  // Names are recognised members: none of them is `__proto__`.
  for (const [name, entry] of Object.entries(value).slice(0, MOST_ENTRIES * 4))
    copy[toPrintable(name, LONGEST_TEXT)] = bounded(entry, depth - 1);
  return copy;
}
