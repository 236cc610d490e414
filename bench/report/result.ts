import type { Spread } from '../statistics.js';

/** One line of "what to reach". */
export interface Goal {
  work: string;
  /** `at least` or `at most` so much. */
  goal: { atLeast: number } | { atMost: number };
  unit?: string;
  /** What is compared with what. */
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
  /** What the README shows. */
  short?: Table;
  /** For the plot. */
  bars?: Bar[];
}

export function isReached({ goal, measured: { median } }: Goal): boolean {
  return 'atLeast' in goal ? median >= goal.atLeast : median <= goal.atMost;
}

/** A number with as many digits as mean something. */
export function show(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** Processor time of one request, given in ms. */
export function showMicroseconds(cpu: number): string {
  return show(cpu * 1_000);
}

/** What was measured once has no spread. */
export function showSpread({ median, min, max }: Spread): string {
  return min === max ? show(median) : `${show(median)} (${show(min)}–${show(max)})`;
}
