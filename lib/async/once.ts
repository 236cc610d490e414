/**
 * Defers making a value to the first call, so that applications that never use it start faster.
 *
 * @returns a function that returns the same value at every call
 */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
