import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';

/** The escaped name of a table, with its schema, if it has one. */
export function escapedTable({ driver }: DataSource, { tablePath }: EntityMetadata): string {
  return tablePath
    .split('.')
    .map((part) => driver.escape(part))
    .join('.');
}

/**
 * The escaped name of a column, which a naming strategy may have changed.
 *
 * @param property the name of the property in the entity
 */
export function escapedColumn<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  property: keyof Row & string,
): string {
  const column = dataSource.getMetadata(entity).findColumnWithPropertyName(property);
  if (!column) throw new Error(`The entity has no column for ${property}.`);
  return dataSource.driver.escape(column.databaseName);
}
