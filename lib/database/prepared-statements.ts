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
 * A name that is not known, or is taken: behind a pooler that gives each statement another connection, such as PgBouncer
 * before 1.21. A plan that no longer fits: a column was changed meanwhile. PostgreSQL says so before it does anything.
 */
const UNUSABLE = new Set(['26000', '42P05', '0A000']);

/**
 * Statements that PostgreSQL parses and plans once a connection and knows by a name from then on. TypeORM has no way
 * to name one, so they go past it to the connection that it gave us; its log sees them all the same.
 */
export class PreparedStatements {
  private readonly names = new Map<string, string>();
  private areSupported: boolean;

  constructor(private readonly dataSource: DataSource) {
    const { options } = dataSource;
    // Another driver than `pg` may take texts only.
    this.areSupported = options.type === 'postgres' && options.driver === undefined;
  }

  /** Whether this statement is worth a name, and would be understood by it. */
  accept({ isRepeated = false }: Statement): boolean {
    return isRepeated && this.areSupported;
  }

  /** @returns nothing when no statement can have a name here, and this one was not run */
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

  /** Of the text alone, so that two modules on one data source mean the same by a name. */
  private nameOf(sql: string): string {
    let name = this.names.get(sql);
    if (name === undefined) {
      name = `dcr_${hash('sha256', sql).slice(0, 32)}`;
      this.names.set(sql, name);
    }
    return name;
  }
}
