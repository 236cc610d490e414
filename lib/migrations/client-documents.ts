import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, columnsFor, createTable, resizeVarchar } from './table-definitions.js';
import { escapedPath, namesOf } from './table-names.js';

const AUDIT = 'dcr_audit_events';
const SESSIONS = 'dcr_sessions';
const DOCUMENTS = 'dcr_client_documents';
/** Of a client id that is a URL, and of one that the endpoint issues. */
const LENGTH = 512;
const LENGTH_BEFORE = 64;

/** Stores metadata documents: a client id may be a URL. */
export function clientDocumentsMigration(clientTable: string): new () => MigrationInterface {
  return class DcrClientDocuments1764014400000 implements MigrationInterface {
    readonly name = 'DcrClientDocuments1764014400000';

    async up(queryRunner: QueryRunner): Promise<void> {
      const { varchar, text, timestamp, integer, optional, primary } = columnsFor(queryRunner);
      for (const [table, isNullable] of tablesWithClientId(clientTable)) {
        await resizeVarchar(queryRunner, namesOf(queryRunner, table), 'client_id', {
          length: LENGTH,
          isNullable,
        });
      }
      await addColumns(queryRunner, namesOf(queryRunner, AUDIT), [
        optional(varchar('source', 8)),
        text('changes'),
      ]);
      await createTable(
        queryRunner,
        namesOf(queryRunner, DOCUMENTS),
        [
          primary(varchar('client_id', LENGTH)),
          varchar('hash', 64),
          text('etag'),
          text('last_modified'),
          timestamp('fetched_at'),
          timestamp('expires_at'),
          optional(timestamp('failed_at')),
          integer('failures'),
          optional(varchar('last_reason', 32)),
          optional(timestamp('withdrawn_at')),
        ],
        [],
      );
    }

    /** Removes what does not fit into the earlier tables: the clients of documents, their sessions and events. */
    async down(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.dropTable(namesOf(queryRunner, DOCUMENTS).table);
      const audit = namesOf(queryRunner, AUDIT);
      await queryRunner.dropColumns(audit.table, [audit.column('changes'), audit.column('source')]);
      for (const [table, isNullable] of tablesWithClientId(clientTable)) {
        const names = namesOf(queryRunner, table);
        const column = escapedPath(queryRunner, names.column('client_id'));
        await queryRunner.query(
          `DELETE FROM ${escapedPath(queryRunner, names.table)} WHERE ${column} LIKE 'https://%' OR LENGTH(${column}) > ${LENGTH_BEFORE}`,
        );
        await resizeVarchar(queryRunner, names, 'client_id', { length: LENGTH_BEFORE, isNullable });
      }
    }
  };
}

function tablesWithClientId(clientTable: string): [table: string, isNullable: boolean][] {
  return [
    [clientTable, false],
    [SESSIONS, false],
    [AUDIT, true],
  ];
}
