import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const TABLE = 'dcr_sessions';
const NAME = 'IDX_dcr_sessions_external';

/**
 * A client has one session under one `external_id`. Of duplicates the newest keeps it: they stand for the same grant, so
 * the older ones are closed, and what is left to revoke is revoked with the newest.
 */
export class DcrSessionNames1764010800000 implements MigrationInterface {
  readonly name = 'DcrSessionNames1764010800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const table = queryRunner.connection.driver.escape(TABLE);
    // MySQL does not update a table that it reads from, unless through a derived table, which DISTINCT makes it keep.
    await queryRunner.query(
      `UPDATE ${table} SET external_id = NULL, ` +
        `closed_at = CASE WHEN closed_at IS NULL AND revoked_at IS NULL THEN ${Date.now()} ELSE closed_at END, ` +
        `revocation_state = CASE WHEN revocation_state IS NULL THEN NULL ELSE 'done' END ` +
        `WHERE id IN (SELECT id FROM (SELECT DISTINCT older.id FROM ${table} older JOIN ${table} newer ` +
        'ON newer.external_id = older.external_id AND newer.client_id = older.client_id AND newer.id > older.id' +
        ') duplicates)',
    );
    await queryRunner.dropIndex(TABLE, NAME);
    const columnNames = ['external_id', 'client_id'];
    await queryRunner.createIndex(TABLE, new TableIndex({ name: NAME, columnNames, isUnique: true }));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex(TABLE, NAME);
    await queryRunner.createIndex(TABLE, new TableIndex({ name: NAME, columnNames: ['external_id'] }));
  }
}
