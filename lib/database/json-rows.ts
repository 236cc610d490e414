import type { DataSource, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { familyOf } from './dialect.js';

/** A column of an INSERT. */
export interface InsertedColumn {
  column: ColumnMetadata;
  /** In the database. */
  name: string;
  /** What is stored of a row; `null` for nothing, `undefined` for the column's default. */
  valueIn: (row: ObjectLiteral) => unknown;
}

/** The column types whose texts, numbers and truth values JSON carries unchanged, and what to read them as. */
const CARRIED: Readonly<Record<string, string>> = {
  text: 'text',
  'character varying': 'text',
  uuid: 'uuid',
  bigint: 'bigint',
  integer: 'integer',
  boolean: 'boolean',
};

/**
 * PostgreSQL reads any number of rows out of one parameter: the statement stays the same, and neither side handles
 * hundreds of parameters.
 *
 * @returns what stands behind FROM, reading `$1`; `undefined` on other databases, and where a column of the host's has
 *   a type that may not come through JSON unchanged
 */
export function rowsFromJson(dataSource: DataSource, columns: InsertedColumn[]): string | undefined {
  if (familyOf(dataSource) !== 'postgres') return undefined;
  const { driver } = dataSource;
  const types = columns.map(({ column }) =>
    column.isArray ? undefined : CARRIED[driver.normalizeType(column)],
  );
  if (types.includes(undefined)) return undefined;
  const definitions = columns.map(({ name }, index) => `${driver.escape(name)} ${types[index]}`);
  return `json_to_recordset($1) AS rows(${definitions.join(', ')})`;
}

/** What JSON can say and PostgreSQL does not take for text: NUL, and halves of a surrogate pair. */
const NO_TEXT = /\\u(?:0000|d[89a-f])/;

/** @returns the value of `$1`, or `undefined` when one of the values would not come through unchanged */
export function toJsonRows(columns: InsertedColumn[], rows: ObjectLiteral[]): string | undefined {
  const records: Record<string, unknown>[] = [];
  for (const row of rows) {
    const record: Record<string, unknown> = {};
    for (const { column, name, valueIn } of columns) {
      // As a part of this JSON it is read as the text that would be stored.
      const part = column.type === 'simple-json' && !column.transformer ? column.getEntityValue(row) : null;
      const value: unknown = isPlain(part) ? part : valueIn(row);
      // What is not there is read as NULL, never as the column's default.
      if (value === undefined) return undefined;
      if (value === null) continue;
      if (value !== part && !isCarried(value)) return undefined;
      record[name] = value;
    }
    records.push(record);
  }
  const json = JSON.stringify(records);
  return NO_TEXT.test(json) ? undefined : json;
}

function isCarried(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** A list or an object that JSON shows as such: what has a form of its own, such as a Date, may become a text. */
function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !('toJSON' in value);
}
