import type { Spread } from '../statistics.js';

/** One row of the table of goals. */
export interface Goal {
  work: string;
  /** The limit that the measured value must not fall below, or exceed. */
  goal: { atLeast: number } | { atMost: number };
  unit?: string;
  /** What the measured value is compared with. */
  against: string;
  measured: Spread;
}

export interface Bar {
  label: string;
  value: Spread;
  ours: boolean;
}

export interface Table {
  head: string[];
  rows: string[][];
}

export interface GroupResult {
  title: string;
  /** How it was measured. */
  about: string;
  tables: Table[];
  goals: Goal[];
  /** The table that the README shows. */
  summary?: Table;
  /** For the plot. */
  bars?: Bar[];
}

export function isReached({ goal, measured: { median } }: Goal): boolean {
  return 'atLeast' in goal ? median >= goal.atLeast : median <= goal.atMost;
}

/** Formats a number with its significant digits. */
export function show(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** @param cpu CPU time of one request, ms */
export function showMicroseconds(cpu: number): string {
  return show(cpu * 1_000);
}

/** Omits the range of a value that was measured once. */
export function showSpread({ median, min, max }: Spread): string {
  return min === max ? show(median) : `${show(median)} (${show(min)}–${show(max)})`;
}
