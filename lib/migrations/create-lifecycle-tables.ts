import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnsFor, createTable } from './table-definitions.js';
import { namesOf } from './table-names.js';

/** Sessions, and the state that replicas share. */
async function createLifecycleTables(queryRunner: QueryRunner): Promise<void> {
  const { varchar, timestamp, integer, optional, primary } = columnsFor(queryRunner);
  await createTable(
    queryRunner,
    namesOf(queryRunner, 'dcr_sessions'),
    [
      primary(varchar('id', 36)),
      varchar('client_id', 64),
      varchar('subject', 255),
      optional(varchar('external_id', 255)),
      timestamp('created_at'),
      optional(timestamp('expires_at')),
      optional(timestamp('closed_at')),
      optional(timestamp('revoked_at')),
      optional(varchar('revocation_state', 8)),
      integer('revocation_attempts'),
    ],
    [
      { name: 'IDX_dcr_sessions_client', columnNames: ['client_id', 'id'] },
      { name: 'IDX_dcr_sessions_external', columnNames: ['external_id'] },
      { name: 'IDX_dcr_sessions_expires', columnNames: ['expires_at'] },
      { name: 'IDX_dcr_sessions_closed', columnNames: ['closed_at'] },
      { name: 'IDX_dcr_sessions_revocation', columnNames: ['revocation_state', 'revoked_at'] },
    ],
  );
  await createTable(
    queryRunner,
    namesOf(queryRunner, 'dcr_state'),
    [
      primary(varchar('name', 32)),
      optional(varchar('value', 64)),
      optional(timestamp('expires_at')),
      optional(timestamp('last_run_at')),
    ],
    [],
  );
}

export class DcrLifecycle1763949600000 implements MigrationInterface {
  readonly name = 'DcrLifecycle1763949600000';

  up(queryRunner: QueryRunner): Promise<void> {
    return createLifecycleTables(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['dcr_state', 'dcr_sessions'])
      await queryRunner.dropTable(namesOf(queryRunner, table).table);
  }
}
