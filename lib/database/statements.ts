import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { familyOf } from './dialect.js';
import { type InsertedColumn, rowsFromJson, toJsonRows } from './json-rows.js';
import { escapedTable } from './names.js';
import type { Statement } from './transaction.js';

interface InsertShape {
  columns: InsertedColumn[];
  /** Columns that no row has set so far; the database fills in their default. */
  unset: ColumnMetadata[];
  /** `INSERT INTO … (…)`; the rows follow. */
  head: string;
  /** PostgreSQL: the whole statement, for any number of rows. */
  fromJson?: string;
}

const shapes = new WeakMap<EntityMetadata, InsertShape>();

/**
 * An INSERT of whole rows that reads nothing back: what they hold is all decided before. TypeORM's own builder makes
 * the same statement at ten times the cost, and this is where a registration spends its time.
 *
 * A column that a row does not set, such as one of the application's own, gets its default.
 */
export function insertInto<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  rows: Row[],
): Statement {
  const { columns, head, fromJson } = shapeOf(dataSource, entity, rows);
  const json = fromJson && toJsonRows(columns, rows);
  if (json) return { sql: fromJson, parameters: [json], isRepeated: true };
  const parameters: unknown[] = [];
  const tuples = rows.map((row) => {
    const places = columns.map(({ column, name, valueIn }) => {
      const value = valueIn(row);
      if (value === undefined) return defaultOf(dataSource, column);
      parameters.push(value);
      return dataSource.driver.createParameter(name, parameters.length - 1);
    });
    return `(${places.join(', ')})`;
  });
  return { sql: `${head} VALUES ${tuples.join(', ')}`, parameters };
}

function shapeOf(
  dataSource: DataSource,
  entity: EntityTarget<ObjectLiteral>,
  rows: ObjectLiteral[],
): InsertShape {
  const metadata = dataSource.getMetadata(entity);
  const isSet = (column: ColumnMetadata) => rows.some((row) => column.getEntityValue(row) !== undefined);
  let shape = shapes.get(metadata);
  if (!shape || shape.unset.some((column) => isSet(column))) {
    const before = shape?.unset ?? metadata.columns.filter(({ isInsert }) => isInsert);
    const unset = before.filter((column) => !isSet(column));
    const columns = metadata.columns
      .filter((column) => column.isInsert && !unset.includes(column))
      .map((column) => inserted(dataSource, column));
    const names = columns.map(({ name }) => dataSource.driver.escape(name)).join(', ');
    const head = `INSERT INTO ${escapedTable(dataSource, metadata)} (${names})`;
    const source = rowsFromJson(dataSource, columns);
    shape = { columns, unset, head, ...(source && { fromJson: `${head} SELECT ${names} FROM ${source}` }) };
    shapes.set(metadata, shape);
  }
  return shape;
}

function inserted({ driver }: DataSource, column: ColumnMetadata): InsertedColumn {
  const toStored = plainConversion(column) ?? ((value) => driver.preparePersistentValue(value, column));
  const valueIn = (row: ObjectLiteral) => toStored(column.getEntityValue(row));
  return { column, name: column.databaseName, valueIn };
}

/** Of these types a value is stored as it is, once its transformer is through with it. */
const AS_IT_IS = new Set<unknown>(['varchar', 'text', 'integer', 'bigint']);

/** What the driver does to the values of our own kinds of column, without its finding out the kind for each of them. */
function plainConversion({
  type,
  transformer,
  isArray,
}: ColumnMetadata): ((value: unknown) => unknown) | undefined {
  if (isArray || Array.isArray(transformer)) return undefined;
  if (AS_IT_IS.has(type)) return transformer ? (value) => transformer.to(value) : (value) => value;
  if (type === 'simple-json' && !transformer) {
    return (value) => (value === null || value === undefined ? value : JSON.stringify(value));
  }
  return undefined;
}

/** SQLite has no word for it in an INSERT: as TypeORM does, we say what the entity gives as the default. */
function defaultOf(dataSource: DataSource, column: ColumnMetadata): string {
  if (familyOf(dataSource) !== 'sqlite') return 'DEFAULT';
  return dataSource.driver.normalizeDefault(column) ?? 'NULL';
}
