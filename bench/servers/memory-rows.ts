let rows = 0;

/** For contenders that keep their clients in memory. */
export function countRow(): void {
  rows++;
}

export function rowsInMemory(): number {
  return rows;
}
