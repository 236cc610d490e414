import type { MigrationInterface } from 'typeorm';
import { DcrAuditCauses1764007200000 } from './add-audit-causes.js';
import { DcrLifecycle1763949600000 } from './create-lifecycle-tables.js';
import { DcrSessionNames1764010800000 } from './unique-session-names.js';
import { registrationMigration } from './create-registration-tables.js';

/** What differs from the tables as they come. */
export interface DcrMigrationOptions {
  /** The table of the host's own `clientEntity`. Default: `'dcr_clients'`. */
  clientTable?: string;
}

/** Our migrations for a client table of another name, to stand before the host's that adds its columns. */
export function createDcrMigrations({
  clientTable = 'dcr_clients',
}: DcrMigrationOptions = {}): (new () => MigrationInterface)[] {
  return [
    registrationMigration(clientTable),
    DcrLifecycle1763949600000,
    DcrAuditCauses1764007200000,
    DcrSessionNames1764010800000,
  ];
}

/** The migrations of all tables, for TypeORM's own runner: `migrations: dcrMigrations`. */
export const dcrMigrations = createDcrMigrations();
