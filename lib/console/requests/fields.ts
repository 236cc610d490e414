/** A query string or form, unchecked. */
export type Fields = Record<string, unknown>;

/** One field as text. PostgreSQL rejects a NUL. */
export function text(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && !first.includes('\0') ? first.trim() || undefined : undefined;
}

/** All values of a field that can be repeated. */
export function texts(fields: Fields | undefined, name: string): string[] {
  const value = fields?.[name];
  // The parser returns a very long list as an object.
  const all: unknown[] =
    typeof value === 'object' && value !== null ? Object.values(value) : value === undefined ? [] : [value];
  return all.filter((each) => typeof each === 'string');
}
