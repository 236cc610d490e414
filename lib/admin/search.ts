import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Dialect } from '../database/dialect.js';

/** No searched column holds longer text, and SQLite rejects much longer patterns. */
const MAX_SEARCH_LENGTH = 2_048;

/** The punctuation of a JSON list of texts. */
const PUNCTUATION = /[[\]",]/;

/** The columns that are searched. */
export interface SearchedColumns {
  texts: readonly string[];
  /** JSON lists of texts. */
  lists: readonly string[];
}

/** Narrows a query to the rows of which a column contains a text; case-insensitive. */
export function search<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  { texts, lists }: SearchedColumns,
  text: string,
  dialect: Dialect,
): void {
  // PostgreSQL rejects a NUL; no row has one.
  if (text.length > MAX_SEARCH_LENGTH || text.includes('\0')) {
    query.andWhere('1 = 0');
  } else {
    // Taking out the punctuation takes longer than the search, and a text without any cannot match it.
    const entries = PUNCTUATION.test(text) ? lists.map(entriesOf) : lists;
    const { sql, parameters } = dialect.contains([...texts, ...entries], text);
    query.andWhere(sql, parameters);
  }
}

/** A JSON list without its brackets and quotes; otherwise, a search for one of them would match every row. */
function entriesOf(column: string): string {
  return [`'["'`, `'"]'`, `'[]'`].reduce(
    (list, punctuation) => `REPLACE(${list}, ${punctuation}, '')`,
    `REPLACE(${column}, '","', '\n')`,
  );
}
