/**
 * Makes a value at the first call. What only some applications use then costs the others no startup time.
 *
 * @returns a function that returns the same value at every call
 */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
