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
 * Either the name is unknown or taken, as behind a pooler that sends each statement over another connection, such as
 * PgBouncer before 1.21; or the plan no longer fits, because a column has changed. PostgreSQL reports both before it
 * runs anything.
 */
const UNUSABLE = new Set(['26000', '42P05', '0A000']);

/**
 * Prepared statements, which PostgreSQL parses and plans once per connection. TypeORM cannot name a statement, so we
 * send it on the connection that TypeORM gave us, and write it to TypeORM's log.
 *
 * Together with JSON rows, they save a third of the time per row; see `bench/README.md`.
 */
export class PreparedStatements {
  private readonly names = new Map<string, string>();
  private areSupported: boolean;

  constructor(private readonly dataSource: DataSource) {
    // A driver other than `pg` may accept only text.
    this.areSupported = (dataSource.options as { driver?: unknown }).driver === undefined;
  }

  /** Whether to prepare this statement: its text is repeated, and preparing works here. */
  accept({ isRepeated = false }: Statement): boolean {
    return isRepeated && this.areSupported;
  }

  /** @returns `undefined` if preparing does not work here; the statement was then not run */
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
