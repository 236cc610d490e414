import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { addColumns, columnsFor } from './table-definitions.js';

const TABLE = 'dcr_audit_events';

/** The audit of a rejection gets its cause, and the id of the request in the application's logs. */
export class DcrAuditCauses1764007200000 implements MigrationInterface {
  readonly name = 'DcrAuditCauses1764007200000';

  up(queryRunner: QueryRunner): Promise<void> {
    const { varchar, optional } = columnsFor(queryRunner);
    return addColumns(queryRunner, TABLE, [
      optional(varchar('cause', 32)),
      optional(varchar('request_id', 128)),
    ]);
  }

  down(queryRunner: QueryRunner): Promise<void> {
    return queryRunner.dropColumns(TABLE, ['request_id', 'cause']);
  }
}
