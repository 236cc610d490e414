import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { DcrInvalidQueryError } from '../errors/index.js';
import { INVALID_CURSOR } from './page-query.js';

/** One page of a list. */
export interface Page<Item> {
  items: Item[];
  /** For the next page; absent on the last one. */
  nextCursor?: string;
}

export type Direction = 'ASC' | 'DESC';

/** The columns that pages are ordered by are times and ids; anything else is an error to some database. */
const IS = {
  number: (value: unknown) => Number.isSafeInteger(value),
  string: (value: unknown) => typeof value === 'string' && /^[\x20-\x7e]{1,64}$/.test(value),
};
type Kind = keyof typeof IS;

/** Where a page ended: the sort it belongs to and the last item's values. Opaque to whoever carries it. */
export function toCursor(sort: string, values: (string | number)[]): string {
  return Buffer.from(JSON.stringify([sort, ...values])).toString('base64url');
}

/** @throws DcrInvalidQueryError for one that is not ours, or belongs to another sort */
export function fromCursor(cursor: string, sort: string, kinds: Kind[]): (string | number)[] {
  try {
    const [ofSort, ...values] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const isOurs = values.length === kinds.length && values.every((value, index) => IS[kinds[index]!](value));
    if (ofSort === sort && isOurs) return values as (string | number)[];
  } catch {
    // Not JSON: not ours.
  }
  throw new DcrInvalidQueryError(`cursor must be ${INVALID_CURSOR}.`);
}

/**
 * Orders by several columns and starts behind the given values. All columns together are unique, so that rows which
 * share a time at the edge of a page are neither skipped nor shown twice.
 */
export function keyset<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  columns: string[],
  direction: Direction,
  after?: (string | number)[],
): void {
  for (const column of columns) query.addOrderBy(column, direction);
  if (!after) return;
  const isBehind = direction === 'ASC' ? '>' : '<';
  const parameters = Object.fromEntries(after.map((value, index) => [`after${index}`, value]));
  const alternatives = columns.map((column, index) => {
    const equal = columns.slice(0, index).map((earlier, at) => `${earlier} = :after${at}`);
    return `(${[...equal, `${column} ${isBehind} :after${index}`].join(' AND ')})`;
  });
  // The first column alone lets an index find the place; the rest decides among equals.
  const fromThere = `${columns[0]} ${isBehind}= :after0`;
  query.andWhere(`${fromThere} AND (${alternatives.join(' OR ')})`, parameters);
}
