import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { addColumns, columnsFor } from './table-definitions.js';
import { escapedPath, namesOf } from './table-names.js';

const INDEX = 'IDX_dcr_clients_shared_hash';

/** Lets several instances share a client. Clients that registered before are not shared. */
export function sharedInstancesMigration(clientTable: string): new () => MigrationInterface {
  return class DcrSharedInstances1764025200000 implements MigrationInterface {
    readonly name = 'DcrSharedInstances1764025200000';

    async up(queryRunner: QueryRunner): Promise<void> {
      const { varchar, timestamp, optional } = columnsFor(queryRunner);
      const names = namesOf(queryRunner, clientTable);
      await addColumns(queryRunner, names, [
        optional(varchar('instance_hash', 64)),
        optional(varchar('shared_hash', 64)),
        optional(timestamp('last_registered_at')),
      ]);
      const column = names.column('shared_hash');
      await queryRunner.createIndex(
        names.table,
        new TableIndex({
          name: INDEX,
          columnNames: [column],
          isUnique: true,
          // Separate clients then cost nothing, where the database has partial indexes; MySQL ignores the condition.
          where: `${escapedPath(queryRunner, column)} IS NOT NULL`,
        }),
      );
    }

    async down(queryRunner: QueryRunner): Promise<void> {
      const { table, column } = namesOf(queryRunner, clientTable);
      await queryRunner.dropIndex(table, INDEX);
      const columns = ['last_registered_at', 'shared_hash', 'instance_hash'];
      await queryRunner.dropColumns(table, columns.map(column));
    }
  };
}
