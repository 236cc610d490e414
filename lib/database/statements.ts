import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { timestamp } from './columns.js';
import { MAX_BATCH_SIZE } from '../async/batcher.js';
import type { Dialect } from './dialect.js';
import { dialectOf } from './dialects.js';
import { type InsertedColumn, toJsonRows } from './json-rows.js';
import { escapedTable } from './names.js';
import type { Statement } from './transaction.js';

interface InsertShape {
  columns: InsertedColumn[];
  /** Columns that no row has set so far, or only to their default NULL; the database fills in their default. */
  unset: InsertedColumn[];
  /** `INSERT INTO … (…)`; the rows follow. */
  head: string;
  /** The whole statement, for any number of rows, where the dialect can read them from JSON. */
  fromJson?: string;
  /** The whole statements for up to a batch of rows that set every column, by their number of rows. */
  readonly texts: Map<number, string>;
  dialect: Dialect;
}

/** By the metadata of an entity, which belong to one data source: two applications in one process share nothing. */
const shapes = new WeakMap<EntityMetadata, InsertShape>();

/**
 * An INSERT of whole rows that reads nothing back, because every value is already known. TypeORM's own builder makes
 * the same statement at ten times the cost, and registration spends most of its time here; see `bench/README.md`.
 *
 * A column that a row does not set, such as an application's own column, gets its default.
 */
export function insertInto<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  rows: Row[],
): Statement {
  const shape = shapeOf(dataSource, entity, rows);
  const { columns, fromJson, texts } = shape;
  const json = fromJson && toJsonRows(columns, rows);
  if (json) return { sql: fromJson, parameters: [json], isRepeated: true };
  const values: unknown[] = [];
  for (const row of rows) for (const { valueIn } of columns) values.push(valueIn(row));
  const parameters = values.includes(undefined) ? values.filter((value) => value !== undefined) : values;
  const isWhole = parameters === values;
  const sql = (isWhole ? texts.get(rows.length) : undefined) ?? textFor(dataSource, shape, values);
  if (isWhole && rows.length <= MAX_BATCH_SIZE) texts.set(rows.length, sql);
  return { sql, parameters };
}

/** @param values of all rows, one after the other; `undefined` for the column's default */
function textFor({ driver }: DataSource, { columns, head, dialect }: InsertShape, values: unknown[]): string {
  let parameters = 0;
  const places = values.map((value, index) => {
    const { column, name } = columns[index % columns.length]!;
    return value === undefined ? dialect.defaultOf(column) : driver.createParameter(name, parameters++);
  });
  const tuples: string[] = [];
  while (places.length > 0) tuples.push(`(${places.splice(0, columns.length).join(', ')})`);
  return `${head} VALUES ${tuples.join(', ')}`;
}

function shapeOf(
  dataSource: DataSource,
  entity: EntityTarget<ObjectLiteral>,
  rows: ObjectLiteral[],
): InsertShape {
  const metadata = dataSource.getMetadata(entity);
  const isSet = (column: InsertedColumn) => rows.some((row) => !isDefault(column, row));
  let shape = shapes.get(metadata);
  if (!shape || shape.unset.some((column) => isSet(column))) {
    const before = shape ?? { columns: [], unset: insertedColumns(dataSource, metadata) };
    const unset = before.unset.filter((column) => !isSet(column));
    const columns = [...before.columns, ...before.unset.filter((column) => !unset.includes(column))];
    const names = columns.map(({ name }) => dataSource.driver.escape(name)).join(', ');
    const head = `INSERT INTO ${escapedTable(dataSource, metadata)} (${names})`;
    const dialect = shape?.dialect ?? dialectOf(dataSource);
    const source = dialect.rowsFromJson?.(columns);
    const fromJson = source && `${head} SELECT ${names} FROM ${source}`;
    shape = { columns, unset, head, dialect, fromJson, texts: new Map() };
    shapes.set(metadata, shape);
  }
  return shape;
}

function isDefault({ read, isNullByDefault }: InsertedColumn, row: ObjectLiteral): boolean {
  const value = read(row);
  return value === undefined || (value === null && isNullByDefault);
}

function insertedColumns(dataSource: DataSource, { columns }: EntityMetadata): InsertedColumn[] {
  return columns.filter(({ isInsert }) => isInsert).map((column) => inserted(dataSource, column));
}

function inserted({ driver }: DataSource, column: ColumnMetadata): InsertedColumn {
  const toStored = plainConversion(column) ?? ((value) => driver.preparePersistentValue(value, column));
  const { propertyName, databaseName: name, transformer } = column;
  // Our own columns are properties of the row. TypeORM's reader looks for relations and embedded entities each time.
  const isProperty = !column.embeddedMetadata && !column.relationMetadata && !column.referencedColumn;
  const read = (row: ObjectLiteral): unknown =>
    isProperty ? (row[propertyName] as unknown) : column.getEntityValue(row);
  const isJson = column.type === 'simple-json' && !transformer;
  // A transformer of the application may store something other than NULL.
  const isNullStored = !transformer || transformer === timestamp.transformer;
  const hasDefault = column.default !== undefined || column.isGenerated;
  const isNullByDefault = column.isNullable && !hasDefault && isNullStored;
  return { column, name, read, isJson, isNullByDefault, valueIn: (row) => toStored(read(row)) };
}

/** Values of these types are stored as they are, once the transformer has run. */
const STORED_UNCHANGED = new Set<unknown>(['varchar', 'text', 'integer', 'bigint']);

/** What the driver does to values of our own column types, without looking up the type for each value. */
function plainConversion({
  type,
  transformer,
  isArray,
}: ColumnMetadata): ((value: unknown) => unknown) | undefined {
  if (isArray || Array.isArray(transformer)) return undefined;
  if (STORED_UNCHANGED.has(type)) return transformer ? (value) => transformer.to(value) : (value) => value;
  if (type === 'simple-json' && !transformer) {
    return (value) => (value === null || value === undefined ? value : JSON.stringify(value));
  }
  return undefined;
}
