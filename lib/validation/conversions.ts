import { Transform } from 'class-transformer';

/** Converts `true` and `false` of a query string. Anything else stays as it is, so that the rule rejects it. */
export function ToBoolean(): PropertyDecorator {
  // Read the source: with `enableImplicitConversion`, `value` is already Boolean('false'), which is true.
  return Transform(({ obj, key }) => toBoolean((obj as Record<string, unknown>)[key]), { toClassOnly: true });
}

/** Converts a query parameter that may be repeated: a single one arrives as text. */
export function ToList(): PropertyDecorator {
  return Transform(({ value }): unknown => (typeof value === 'string' ? [value] : value), {
    toClassOnly: true,
  });
}

function toBoolean(value: unknown): unknown {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
}
