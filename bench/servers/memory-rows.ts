let rows = 0;

/** Counts a client of a contender that keeps its clients in memory. */
export function countRow(): void {
  rows++;
}

export function rowsInMemory(): number {
  return rows;
}
