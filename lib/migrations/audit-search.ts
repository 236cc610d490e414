import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { addColumns, columnsFor } from './table-definitions.js';
import { escapedPath, namesOf } from './table-names.js';

const AUDIT = 'dcr_audit_events';
const SESSIONS = 'dcr_sessions';
const BATCH_INDEX = 'IDX_dcr_audit_events_batch';
const SUBJECT_INDEX = 'IDX_dcr_sessions_subject';

/** Lets operators find events by the requested name and host or by the operation, and sessions by their user. */
export class DcrAuditSearch1764021600000 implements MigrationInterface {
  readonly name = 'DcrAuditSearch1764021600000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const { varchar, text, timestamp, optional } = columnsFor(queryRunner);
    const [audit, sessions] = [namesOf(queryRunner, AUDIT), namesOf(queryRunner, SESSIONS)];
    await addColumns(queryRunner, audit, [
      text('client_name'),
      text('redirect_hosts'),
      optional(varchar('batch_id', 36)),
    ]);
    await addColumns(queryRunner, sessions, [optional(timestamp('last_used_at'))]);
    const batchId = escapedPath(queryRunner, audit.column('batch_id'));
    await queryRunner.createIndex(
      audit.table,
      new TableIndex({
        name: BATCH_INDEX,
        columnNames: ['batch_id', 'created_at', 'id'].map((name) => audit.column(name)),
        // Most events belong to no batch: where the database can, a registration does not write to this index.
        where: `${batchId} IS NOT NULL`,
      }),
    );
    await queryRunner.createIndex(
      sessions.table,
      new TableIndex({
        name: SUBJECT_INDEX,
        columnNames: ['subject', 'id'].map((name) => sessions.column(name)),
      }),
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const [audit, sessions] = [namesOf(queryRunner, AUDIT), namesOf(queryRunner, SESSIONS)];
    await queryRunner.dropIndex(sessions.table, SUBJECT_INDEX);
    await queryRunner.dropIndex(audit.table, BATCH_INDEX);
    await queryRunner.dropColumns(sessions.table, [sessions.column('last_used_at')]);
    await queryRunner.dropColumns(
      audit.table,
      ['batch_id', 'redirect_hosts', 'client_name'].map((name) => audit.column(name)),
    );
  }
}
