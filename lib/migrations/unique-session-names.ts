import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { escapedPath, namesOf } from './table-names.js';

const TABLE = 'dcr_sessions';
const NAME = 'IDX_dcr_sessions_external';

/**
 * Makes `external_id` unique per client. Among duplicates, the newest session keeps it. All of them stand for the
 * same grant, so the older ones are closed: revoking the newest revokes the grant.
 */
export class DcrSessionNames1764010800000 implements MigrationInterface {
  readonly name = 'DcrSessionNames1764010800000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const names = namesOf(queryRunner, TABLE);
    const table = escapedPath(queryRunner, names.table);
    const [id, clientId, externalId, closedAt, revokedAt, revocationState] = [
      'id',
      'client_id',
      'external_id',
      'closed_at',
      'revoked_at',
      'revocation_state',
    ].map((name) => escapedPath(queryRunner, names.column(name)));
    // MySQL cannot update a table that it also reads, except through a derived table. DISTINCT prevents MySQL from
    // merging it.
    await queryRunner.query(
      `UPDATE ${table} SET ${externalId} = NULL, ` +
        `${closedAt} = CASE WHEN ${closedAt} IS NULL AND ${revokedAt} IS NULL THEN ${Date.now()} ELSE ${closedAt} END, ` +
        `${revocationState} = CASE WHEN ${revocationState} IS NULL THEN NULL ELSE 'done' END ` +
        `WHERE ${id} IN (SELECT ${id} FROM (SELECT DISTINCT older.${id} FROM ${table} older JOIN ${table} newer ` +
        `ON newer.${externalId} = older.${externalId} AND newer.${clientId} = older.${clientId} AND newer.${id} > older.${id}` +
        ') duplicates)',
    );
    await queryRunner.dropIndex(names.table, NAME);
    const columnNames = ['external_id', 'client_id'].map((name) => names.column(name));
    await queryRunner.createIndex(names.table, new TableIndex({ name: NAME, columnNames, isUnique: true }));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const { table, column } = namesOf(queryRunner, TABLE);
    await queryRunner.dropIndex(table, NAME);
    await queryRunner.createIndex(
      table,
      new TableIndex({ name: NAME, columnNames: [column('external_id')] }),
    );
  }
}
