import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { addColumns, columnsFor } from './table-definitions.js';
import { namesOf } from './table-names.js';

const TABLE = 'dcr_audit_events';

/** Adds the cause of a rejection, and the request id, which finds the request in the application's logs. */
export class DcrAuditCauses1764007200000 implements MigrationInterface {
  readonly name = 'DcrAuditCauses1764007200000';

  up(queryRunner: QueryRunner): Promise<void> {
    const { varchar, optional } = columnsFor(queryRunner);
    return addColumns(queryRunner, namesOf(queryRunner, TABLE), [
      optional(varchar('cause', 32)),
      optional(varchar('request_id', 128)),
    ]);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    const { table, column } = namesOf(queryRunner, TABLE);
    return queryRunner.dropColumns(table, [column('request_id'), column('cause')]);
  }
}
