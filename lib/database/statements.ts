import type { DataSource, EntityTarget, InsertQueryBuilder, ObjectLiteral } from 'typeorm';

/** An INSERT that reads nothing back: what the row holds is all decided before. */
export function insertInto<Row extends ObjectLiteral>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  rows: Row | Row[],
): InsertQueryBuilder<Row> {
  return dataSource.createQueryBuilder().insert().into(entity).values(rows).updateEntity(false);
}
