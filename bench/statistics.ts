/** The median of several measurements, and their range. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spread(values: number[]): Spread {
  return { median: percentile(values, 0.5), min: Math.min(...values), max: Math.max(...values) };
}

/** The ratio per round, because whatever disturbs a round affects both numbers. */
export function ratios(over: number[], under: number[]): Spread {
  return spread(over.map((value, round) => value / under[round]!));
}

export function percentile(values: number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}
