import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { escapedColumn, escapedTable } from '../database/names.js';
import type { Statement } from '../database/transaction.js';
import { DcrAuditEvent } from './audit-event.entity.js';

/**
 * PostgreSQL: an event for each row that a statement removes, in that same statement.
 *
 * @param removal returns the `clientId` of each
 * @param event all that the events share; they count on from its id
 * @returns the statement, and what may stand behind it to get `id` and `clientId` of each event
 */
export function insertForEach(
  dataSource: DataSource,
  removal: Statement,
  event: DcrAuditEvent,
): Statement & { returning: string } {
  const { driver } = dataSource;
  const parameters = [...removal.parameters];
  const parameter = (value: unknown, type: string) => `$${parameters.push(value)}::${type}`;
  const metadata = dataSource.getMetadata(DcrAuditEvent);
  const valueFor = (column: ColumnMetadata): string | undefined => {
    const value: unknown = driver.preparePersistentValue(column.getEntityValue(event), column);
    if (column.propertyName === 'clientId') return '"clientId"';
    if (column.propertyName === 'id') {
      return `${parameter(event.id.slice(0, -8), 'text')} || lpad(to_hex(row_number() OVER ()), 8, '0')`;
    }
    return value === null || value === undefined ? undefined : parameter(value, driver.normalizeType(column));
  };
  const stored = metadata.columns
    .map((column) => ({ name: driver.escape(column.databaseName), value: valueFor(column) }))
    .filter(({ value }) => value !== undefined);
  const names = stored.map(({ name }) => name).join(', ');
  const values = stored.map(({ value }) => value).join(', ');
  const column = (property: keyof DcrAuditEvent) => escapedColumn(dataSource, DcrAuditEvent, property);
  return {
    sql:
      `WITH removed AS (${removal.sql}) ` +
      `INSERT INTO ${escapedTable(dataSource, metadata)} (${names}) SELECT ${values} FROM removed`,
    parameters,
    returning: ` RETURNING ${column('id')} AS id, ${column('clientId')} AS "clientId"`,
  };
}
