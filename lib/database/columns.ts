import type { ValueTransformer } from 'typeorm';

/**
 * A point in time is stored as milliseconds since 1970 in a `bigint`: the one form that every supported database
 * keeps exactly, compares without a time zone, and pages over.
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
