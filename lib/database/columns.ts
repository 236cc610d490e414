import type { ColumnOptions, ValueTransformer } from 'typeorm';

/**
 * A point in time is stored as milliseconds since 1970 in a `bigint`: the one form that every supported database
 * keeps exactly, compares without a time zone, and pages over.
 */
const milliseconds: ValueTransformer = {
  to: (date?: Date | null) => (date instanceof Date ? date.getTime() : date),
  from: (stored: string | number | null) => (stored === null ? null : new Date(Number(stored))),
};

export const timestamp: ColumnOptions = { type: 'bigint', transformer: milliseconds };

/** Lists and objects are JSON in a text column, so that no character of an entry can split it. */
export const json: ColumnOptions = { type: 'simple-json' };

/** Primary keys: `randomUUID()`-shaped text, the same on every database. */
export const identifier: ColumnOptions = { type: 'varchar', length: 36 };
