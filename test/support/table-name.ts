import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';

/** A table's name for a statement of a test, quoted: a naming strategy or a prefix may change it. */
export function tableName(dataSource: DataSource, entity: EntityTarget<ObjectLiteral>): string {
  return dataSource.driver.escape(dataSource.getMetadata(entity).tableName);
}
