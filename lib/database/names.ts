import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';

/** A table's name as it stands in a statement, with its schema where it has one. */
export function escapedTable({ driver }: DataSource, { tablePath }: EntityMetadata): string {
  return tablePath
    .split('.')
    .map((part) => driver.escape(part))
    .join('.');
}

/**
 * A column's name as it stands in a statement, which a naming strategy may have chosen.
 *
 * @param property the column's name in the entity
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
