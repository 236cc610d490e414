import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Statement } from './transaction.js';

interface InsertShape {
  columns: ColumnMetadata[];
  /** `INSERT INTO … (…) VALUES`; the rows follow. */
  head: string;
}

const shapes = new WeakMap<EntityMetadata, InsertShape>();

/**
 * An INSERT of whole rows that reads nothing back: what they hold is all decided before. TypeORM's own builder makes
 * the same statement at ten times the cost, and this is where a registration spends its time.
 *
 * A column that the first row leaves undefined, such as one of the host's own, gets its default.
 */
export function insertInto<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  rows: Row[],
): Statement {
  const { driver } = dataSource;
  const { columns, head } = shapeOf(dataSource, entity, rows[0]!);
  const parameters: unknown[] = [];
  const tuples = rows.map((row) => {
    const values = columns.map((column) => {
      parameters.push(driver.preparePersistentValue(column.getEntityValue(row), column) ?? null);
      return driver.createParameter(column.propertyName, parameters.length - 1);
    });
    return `(${values.join(', ')})`;
  });
  return { sql: `${head} ${tuples.join(', ')}`, parameters };
}

function shapeOf<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  row: Row,
): InsertShape {
  const metadata = dataSource.getMetadata(entity);
  let shape = shapes.get(metadata);
  if (!shape) {
    const columns = metadata.columns.filter(
      (column) => column.isInsert && column.getEntityValue(row) !== undefined,
    );
    const names = columns.map((column) => dataSource.driver.escape(column.databaseName)).join(', ');
    shape = { columns, head: `INSERT INTO ${escapedTable(dataSource, metadata)} (${names}) VALUES` };
    shapes.set(metadata, shape);
  }
  return shape;
}

/** A table's name as it stands in a statement, with its schema where it has one. */
export function escapedTable({ driver }: DataSource, { tablePath }: EntityMetadata): string {
  return tablePath
    .split('.')
    .map((part) => driver.escape(part))
    .join('.');
}
