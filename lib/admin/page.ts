import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { DcrInvalidQueryError } from '../errors/index.js';
import { INVALID_CURSOR } from './page-query.js';

/**
 * One page of a list.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
export interface Page<Item> {
  items: Item[];
  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

export type Direction = 'ASC' | 'DESC';

/** Of a redirect URI, which contains the host. */
const MAX_HOST_LENGTH = 2_048;

/** Pages are ordered by times and ids; some databases reject any other value in a comparison with them. */
const IS = {
  number: (value: unknown) => Number.isSafeInteger(value),
  host: (value: unknown) => typeof value === 'string' && value.length <= MAX_HOST_LENGTH,
  string: (value: unknown) => typeof value === 'string' && /^[\x20-\x7e]{1,64}$/.test(value),
};
type Kind = keyof typeof IS;

/** Encodes where a page ended: its sort order and the last item's values. Opaque to the caller. */
export function toCursor(sort: string, values: (string | number)[]): string {
  return Buffer.from(JSON.stringify([sort, ...values])).toString('base64url');
}

/** @throws DcrInvalidQueryError for a cursor that we did not issue, or that belongs to another sort order */
export function fromCursor(cursor: string, sort: string, kinds: Kind[]): (string | number)[] {
  try {
    const [ofSort, ...values] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const isOurs = values.length === kinds.length && values.every((value, index) => IS[kinds[index]!](value));
    if (ofSort === sort && isOurs) return values as (string | number)[];
  } catch {
    // Not JSON, so we did not issue it.
  }
  throw new DcrInvalidQueryError(`cursor must be ${INVALID_CURSOR}.`);
}

/**
 * Orders by several columns and starts after the given values. Together, the columns are unique, so that rows with the
 * same time at the edge of a page are neither skipped nor repeated.
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
  // The condition on the first column lets an index find the start; the alternatives decide between equal values.
  const fromThere = `${columns[0]} ${isBehind}= :after0`;
  query.andWhere(`${fromThere} AND (${alternatives.join(' OR ')})`, parameters);
}
