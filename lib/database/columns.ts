import type { ValueTransformer } from 'typeorm';

/**
 * Times are stored as milliseconds since 1970 in a `bigint`: the only form that every supported database stores
 * exactly and compares without a time zone.
 */
const milliseconds: ValueTransformer = {
  to: (date?: Date | null) => (date instanceof Date ? date.getTime() : date),
  from: (stored: string | number | null) => (stored === null ? null : new Date(Number(stored))),
};

export const timestamp = { type: 'bigint', transformer: milliseconds } as const;

/** Lists and objects are JSON in a text column, so that no character of an entry can split it. */
export const json = { type: 'simple-json' } as const;

/** Primary keys: a UUID as text, the same on every database. */
export const identifier = { type: 'varchar', length: 36 } as const;
