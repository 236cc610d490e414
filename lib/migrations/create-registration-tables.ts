import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnsFor, createTable } from './table-definitions.js';
import { namesOf } from './table-names.js';

/** Clients, audit events and the limiter's counters. */
async function createRegistrationTables(queryRunner: QueryRunner, clientTable: string): Promise<void> {
  const { text, requiredText, varchar, timestamp, integer, optional, primary } = columnsFor(queryRunner);
  await createTable(
    queryRunner,
    namesOf(queryRunner, clientTable),
    [
      primary(varchar('id', 36)),
      varchar('client_id', 64),
      varchar('source', 8),
      varchar('status', 8),
      varchar('client_name', 200),
      requiredText('redirect_uris'),
      requiredText('redirect_hosts'),
      varchar('fingerprint', 64),
      requiredText('grant_types'),
      requiredText('response_types'),
      varchar('token_endpoint_auth_method', 32),
      text('scope'),
      text('client_uri'),
      text('logo_uri'),
      text('tos_uri'),
      text('policy_uri'),
      text('contacts'),
      text('localized'),
      text('software_id'),
      text('software_version'),
      optional(varchar('application_type', 8)),
      timestamp('created_at'),
      optional(timestamp('last_used_at')),
      optional(timestamp('enabled_at')),
      optional(timestamp('disabled_at')),
      text('disabled_reason'),
    ],
    [
      { name: 'IDX_dcr_clients_client_id', columnNames: ['client_id'], isUnique: true },
      { name: 'IDX_dcr_clients_created', columnNames: ['created_at', 'id'] },
      { name: 'IDX_dcr_clients_last_used', columnNames: ['last_used_at', 'created_at', 'id'] },
      { name: 'IDX_dcr_clients_status', columnNames: ['status', 'created_at', 'id'] },
      { name: 'IDX_dcr_clients_source', columnNames: ['source', 'created_at', 'id'] },
      { name: 'IDX_dcr_clients_fingerprint', columnNames: ['fingerprint'] },
    ],
  );
  await createTable(
    queryRunner,
    namesOf(queryRunner, 'dcr_audit_events'),
    [
      primary(varchar('id', 36)),
      varchar('type', 32),
      optional(varchar('outcome', 8)),
      optional(varchar('client_id', 64)),
      optional(varchar('error', 64)),
      text('description'),
      text('requested'),
      text('substituted'),
      optional(varchar('ip', 64)),
      text('user_agent'),
      text('actor'),
      text('reason'),
      integer('count'),
      timestamp('created_at'),
    ],
    [
      { name: 'IDX_dcr_audit_events_created', columnNames: ['created_at', 'id'] },
      { name: 'IDX_dcr_audit_events_client', columnNames: ['client_id', 'created_at', 'id'] },
    ],
  );
  await createTable(
    queryRunner,
    namesOf(queryRunner, 'dcr_rate_limits'),
    [primary(varchar('key', 64)), integer('hits'), timestamp('expires_at')],
    [{ name: 'IDX_dcr_rate_limits_expires', columnNames: ['expires_at'] }],
  );
}

async function dropRegistrationTables(queryRunner: QueryRunner, clientTable: string): Promise<void> {
  for (const table of ['dcr_rate_limits', 'dcr_audit_events', clientTable])
    await queryRunner.dropTable(namesOf(queryRunner, table).table);
}

export function registrationMigration(clientTable: string): new () => MigrationInterface {
  return class DcrRegistration1763942400000 implements MigrationInterface {
    /** TypeORM sorts migrations by the timestamp in the name. Set here, because a bundler may rename the class. */
    readonly name = 'DcrRegistration1763942400000';

    up(queryRunner: QueryRunner): Promise<void> {
      return createRegistrationTables(queryRunner, clientTable);
    }

    down(queryRunner: QueryRunner): Promise<void> {
      return dropRegistrationTables(queryRunner, clientTable);
    }
  };
}
