import type { MigrationInterface } from 'typeorm';
import { DcrAuditCauses1764007200000 } from './add-audit-causes.js';
import { DcrAuditSearch1764021600000 } from './audit-search.js';
import { DcrLifecycle1763949600000 } from './create-lifecycle-tables.js';
import { clientDocumentsMigration } from './client-documents.js';
import { DcrRules1764018000000 } from './operator-rules.js';
import { DcrSessionNames1764010800000 } from './unique-session-names.js';
import { sharedInstancesMigration } from './shared-instances.js';
import { registrationMigration } from './create-registration-tables.js';

/**
 * Options of {@link createDcrMigrations}.
 *
 * @see docs/storage.md#your-own-entity
 */
export interface DcrMigrationOptions {
  /** The table of the application's `clientEntity`. Default: `'dcr_clients'`. */
  clientTable?: string;
}

/**
 * Returns the migrations for a client table with another name. List them before your own migration that adds columns
 * to it.
 *
 * @see docs/storage.md#your-own-entity
 */
export function createDcrMigrations({
  clientTable = 'dcr_clients',
}: DcrMigrationOptions = {}): (new () => MigrationInterface)[] {
  return [
    registrationMigration(clientTable),
    DcrLifecycle1763949600000,
    DcrAuditCauses1764007200000,
    DcrSessionNames1764010800000,
    clientDocumentsMigration(clientTable),
    DcrRules1764018000000,
    DcrAuditSearch1764021600000,
    sharedInstancesMigration(clientTable),
  ];
}

/**
 * The migrations that create and change our tables, for TypeORM: `migrations: dcrMigrations`.
 *
 * @see docs/storage.md
 */
export const dcrMigrations = createDcrMigrations();
