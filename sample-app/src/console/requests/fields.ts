/** A query or a form as it came in: anyone may write anything there. */
export type Fields = Record<string, unknown>;

/** One field as text. PostgreSQL takes no NUL. */
export function text(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && !first.includes('\0') ? first.trim() || undefined : undefined;
}

/** Every value of a field that may be there several times. */
export function texts(fields: Fields | undefined, name: string): string[] {
  const value = fields?.[name];
  // The parser makes an object of a very long list.
  const all: unknown[] =
    typeof value === 'object' && value !== null ? Object.values(value) : value === undefined ? [] : [value];
  return all.filter((each) => typeof each === 'string');
}
