import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, columnsFor, createTable } from './table-definitions.js';
import { namesOf } from './table-names.js';

const AUDIT = 'dcr_audit_events';
const RULES = 'dcr_rules';

/** Adds the rules of operators, and the rule that decided to the audit. */
export class DcrRules1764018000000 implements MigrationInterface {
  readonly name = 'DcrRules1764018000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const { varchar, text, timestamp, optional, primary } = columnsFor(queryRunner);
    await createTable(
      queryRunner,
      namesOf(queryRunner, RULES),
      [
        primary(varchar('id', 36)),
        varchar('kind', 16),
        varchar('value', 512),
        varchar('effect', 8),
        optional(timestamp('expires_at')),
        text('actor'),
        text('reason'),
        timestamp('created_at'),
      ],
      [
        { name: 'IDX_dcr_rules_value', columnNames: ['kind', 'value', 'effect'], isUnique: true },
        { name: 'IDX_dcr_rules_created', columnNames: ['created_at', 'id'] },
        { name: 'IDX_dcr_rules_expires', columnNames: ['expires_at'] },
      ],
    );
    await addColumns(queryRunner, namesOf(queryRunner, AUDIT), [optional(varchar('rule_id', 36))]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const { table, column } = namesOf(queryRunner, AUDIT);
    await queryRunner.dropColumns(table, [column('rule_id')]);
    await queryRunner.dropTable(namesOf(queryRunner, RULES).table);
  }
}
