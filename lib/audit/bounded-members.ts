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
  const entries = Object.entries(value).slice(0, MOST_ENTRIES * 4);
  return Object.fromEntries(
    entries.map(([name, entry]) => [toPrintable(name, LONGEST_TEXT), bounded(entry, depth - 1)]),
  );
}
