import { hash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Outcome, Statement } from './transaction.js';

/** What we use of a connection of `pg`. */
interface PgConnection {
  query(query: { name: string; text: string; values: unknown[] }): Promise<{
    rowCount: number | null;
    rows: Record<string, unknown>[];
  }>;
}

/**
 * The name is unknown or taken: behind a pooler that gives each statement another connection, such as PgBouncer before
 * 1.21. Or the plan no longer fits, because a column has changed. PostgreSQL reports both before it does anything.
 */
const UNUSABLE = new Set(['26000', '42P05', '0A000']);

/**
 * Statements that PostgreSQL parses and plans once per connection, and knows by name from then on. TypeORM cannot name a
 * statement, so we send them on the connection that it gave us; its log still shows them.
 *
 * With JSON rows, a third less time per row; see `bench/README.md`.
 */
export class PreparedStatements {
  private readonly names = new Map<string, string>();
  private areSupported: boolean;

  constructor(private readonly dataSource: DataSource) {
    // A driver other than `pg` may take text only.
    this.areSupported = (dataSource.options as { driver?: unknown }).driver === undefined;
  }

  /** Whether this statement is worth a name, and names work here. */
  accept({ isRepeated = false }: Statement): boolean {
    return isRepeated && this.areSupported;
  }

  /** @returns `undefined` when names do not work here; then the statement was not run */
  async send(queryRunner: QueryRunner, { sql, parameters }: Statement): Promise<Outcome | undefined> {
    const connection = (await queryRunner.connect()) as PgConnection;
    const { logger } = this.dataSource;
    logger.logQuery(sql, parameters, queryRunner);
    try {
      const query = { name: this.nameOf(sql), text: sql, values: parameters };
      const { rowCount, rows } = await connection.query(query);
      return { affected: rowCount ?? 0, rows };
    } catch (error) {
      if (UNUSABLE.has((error as { code?: string }).code ?? '')) {
        this.areSupported = false;
        return undefined;
      }
      logger.logQueryError(error as Error, sql, parameters, queryRunner);
      throw error;
    }
  }

  /** Derived from the text alone, so that two modules on one data source use the same name for the same statement. */
  private nameOf(sql: string): string {
    let name = this.names.get(sql);
    if (name === undefined) {
      name = `dcr_${hash('sha256', sql).slice(0, 32)}`;
      this.names.set(sql, name);
    }
    return name;
  }
}
