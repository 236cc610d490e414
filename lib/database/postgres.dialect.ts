import type { DataSource, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type CounterTable, type CountUp, type Increment, upsertReturning } from './counting.js';
import type { Condition, Dialect } from './dialect.js';
import type { Failure } from './failures.js';
import { type InsertedColumn, jsonRecordset } from './json-rows.js';
import { postgresFailure } from './postgres.failures.js';
import { PostgresTransactions } from './postgres-transactions.js';
import { StatementChains } from './statement-chains.js';
import { likeContaining } from './text-search.js';
import type { Statement, TransactionRunner } from './transaction.js';

export class PostgresDialect implements Dialect {
  /** The statement's timestamp: it is the same for all rows, so an index can be searched by it. */
  readonly now = '(extract(epoch from statement_timestamp()) * 1000)::bigint';
  readonly hasOwnClock = true;
  readonly blocksThread = false;
  readonly columns = { integer: 'integer', text: {} };
  readonly chains: StatementChains;

  constructor(private readonly dataSource: DataSource) {
    this.chains = new StatementChains(dataSource);
  }

  createRunner(): TransactionRunner {
    return new PostgresTransactions(this.dataSource, postgresFailure);
  }

  failureOf(error: unknown): Failure {
    return postgresFailure(error);
  }

  lock<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, mode: 'read' | 'write') {
    return query.setLock(mode === 'write' ? 'pessimistic_write' : 'pessimistic_read');
  }

  contains(columns: readonly string[], text: string): Condition {
    return likeContaining(columns, text);
  }

  /** The text is the same for any number of increments, so that it can be prepared. */
  countUp(table: CounterTable, increments: Increment[]): CountUp {
    const values =
      `SELECT caller, "by", ${this.now} + "window" ` +
      `FROM json_to_recordset($1) AS attempts(caller text, "by" integer, "window" bigint)`;
    const attempts = increments.map(({ key: caller, by, window }) => ({ caller, by, window }));
    const sql = upsertReturning(table, this.now, values);
    return {
      count: { sql, parameters: [JSON.stringify(attempts)], isRepeated: true, isDurable: false },
    };
  }

  ignoringDuplicates(insert: Statement): Statement {
    return { ...insert, sql: `${insert.sql} ON CONFLICT DO NOTHING` };
  }

  defaultOf(): string {
    return 'DEFAULT';
  }

  rowsFromJson(columns: InsertedColumn[]): string | undefined {
    return jsonRecordset(this.dataSource, columns);
  }
}
