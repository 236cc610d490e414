import { connectTo } from '../../faults/connection.js';
import { createDatabase, type TestDatabase } from '../../support/databases.js';
import type { Json } from './case.js';

const MS_PER_DAY = 24 * 60 * 60 * 1000;

export interface AuditRow {
  type: string;
  cause: string | null;
  client_id: string | null;
}

/** The database of a case, and a second connection to it that reads what is stored. */
export class CaseDatabase {
  private constructor(
    private readonly database: TestDatabase,
    private readonly connection: Awaited<ReturnType<typeof connectTo>>,
  ) {}

  /** A SQLite file: a second process can open it, and lock it. */
  static async create(): Promise<CaseDatabase> {
    const database = await createDatabase('better-sqlite3');
    return new CaseDatabase(database, await connectTo(database));
  }

  /** For `TypeOrmModule.forRoot`, as JSON. */
  get options(): Json {
    const { migrations: _, ...options } = this.database.options as Json;
    return options;
  }

  async countClients(): Promise<number> {
    const sql = `SELECT COUNT(*) AS count FROM dcr_clients WHERE source = 'cimd'`;
    const [row] = (await this.connection.query(sql)) as { count: number }[];
    return row!.count;
  }

  /** All columns, so that a text can be searched in them. */
  async auditRows(): Promise<AuditRow[]> {
    return (await this.connection.query('SELECT * FROM dcr_audit_events')) as AuditRow[];
  }

  async ageClients(days: number): Promise<void> {
    const age = days * MS_PER_DAY;
    const sql = `UPDATE dcr_clients SET created_at = created_at - ?, last_used_at = last_used_at - ? WHERE source = 'cimd'`;
    await this.connection.query(sql, [age, age]);
  }

  /** While it is locked, no other connection can even read. */
  async lock(isLocked: boolean): Promise<void> {
    await this.connection.query(isLocked ? 'BEGIN EXCLUSIVE' : 'COMMIT');
  }

  async drop(): Promise<void> {
    await this.connection.destroy();
    await this.database.drop();
  }
}
