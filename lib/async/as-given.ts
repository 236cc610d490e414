/**
 * Copies an argument, and the lists in it, for a call that is carried out later: the caller may change the object meanwhile.
 * The copy has the same prototype, so that checks of its members find the same.
 */
export function asGiven<T>(argument: T): T {
  if (Array.isArray(argument)) return [...(argument as unknown[])] as T;
  if (typeof argument !== 'object' || argument === null) return argument;
  const copy = Object.create(Object.getPrototypeOf(argument) as object | null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(argument)) {
    copy[name] = Array.isArray(value) ? [...(value as unknown[])] : value;
  }
  return copy as T;
}
