/** A field of a form or query string as text. */
export function text(fields: Record<string, unknown> | undefined, name: string): string {
  const value = fields?.[name];
  // PostgreSQL rejects a NUL.
  return typeof value === 'string' && !value.includes('\0') ? value : '';
}
