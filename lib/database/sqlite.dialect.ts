import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import {
  type CounterTable,
  type CountUp,
  type Increment,
  incrementTuples,
  upsertReturning,
} from './counting.js';
import type { Condition, Dialect } from './dialect.js';
import type { Failure } from './failures.js';
import { sqliteFailure } from './sqlite.failures.js';
import { SqliteTransactions } from './sqlite-transactions.js';
import { globContaining } from './text-search.js';
import type { Statement, TransactionRunner } from './transaction.js';

export class SqliteDialect implements Dialect {
  readonly now = "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)";
  readonly hasOwnClock = false;
  readonly blocksThread = true;
  readonly columns = { integer: 'integer', text: {} };

  constructor(private readonly dataSource: DataSource) {}

  createRunner(): TransactionRunner {
    return new SqliteTransactions(this.dataSource);
  }

  failureOf(error: unknown): Failure {
    return sqliteFailure(error);
  }

  /** SQLite has one writer: the transaction that would lock. */
  lock<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>): SelectQueryBuilder<Row> {
    return query;
  }

  contains(columns: readonly string[], text: string): Condition {
    return globContaining(columns, text);
  }

  countUp(table: CounterTable, increments: Increment[]): CountUp {
    const { values, parameters } = incrementTuples(this.dataSource, this.now, increments);
    return { count: { sql: upsertReturning(table, this.now, values), parameters, isDurable: false } };
  }

  ignoringDuplicates(insert: Statement): Statement {
    return { ...insert, sql: `${insert.sql} ON CONFLICT DO NOTHING` };
  }

  /** SQLite has no `DEFAULT` in an INSERT: as TypeORM does, write the entity's default. */
  defaultOf(column: ColumnMetadata): string {
    return this.dataSource.driver.normalizeDefault(column) ?? 'NULL';
  }
}
