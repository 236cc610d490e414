/**
 * Copies a plain object, and the lists and dates in it, for a call that is carried out later: the caller may change the object
 * meanwhile. An instance of a class is not copied, because a copy could lack its private members.
 */
export function asGiven<T>(argument: T): T {
  if (!isPlainObject(argument)) return argument;
  return Object.fromEntries(Object.entries(argument).map(([name, value]) => [name, copyOf(value)])) as T;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])];
  return value instanceof Date ? new Date(value) : value;
}
