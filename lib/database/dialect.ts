import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { CounterTable, CountUp, Increment } from './counting.js';
import type { InsertedColumn } from './json-rows.js';
import type { StatementChains } from './statement-chains.js';
import type { TransactionRunner } from './transaction.js';

/** A condition for `andWhere()`. */
export interface Condition {
  sql: string;
  parameters: Record<string, unknown>;
}

/** What the migrations call our columns. */
export interface ColumnForms {
  integer: string;
  /** What a column of text needs to keep every character. */
  text: { charset?: string; collation?: string };
}

/**
 * What differs between databases, asked by capability: code outside this folder never asks which database it is on. A data
 * source's dialect is chosen once, by `dialectOf()`. Another database is another implementation, and a line there.
 */
export interface Dialect {
  /** SQL for the database's own time, in milliseconds since 1970. */
  readonly now: string;
  /** The database runs on another machine's clock; otherwise its clock is this process's. */
  readonly hasOwnClock: boolean;
  /** Statements run on this thread: while one runs, no request is answered. */
  readonly blocksThread: boolean;
  readonly columns: ColumnForms;
  /** Absent where a statement cannot read what another one returns. */
  readonly chains?: StatementChains;

  createRunner(): TransactionRunner;

  /** Locks the rows of a query until the transaction ends, where other transactions can run meanwhile. */
  lock<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    mode: 'read' | 'write',
  ): SelectQueryBuilder<Row>;

  /** Whether one of the columns contains a text, ignoring case. */
  contains(columns: readonly string[], text: string): Condition;

  /** Adds to counters by the database's clock; one whose window has ended begins again. */
  countUp(table: CounterTable, increments: Increment[]): CountUp;

  /** What an INSERT says for a column's default. */
  defaultOf(column: ColumnMetadata): string;

  /**
   * What an INSERT selects from to read any number of rows out of the parameter `$1`, a JSON list. Absent, or `undefined`,
   * where a column's type may not come through JSON unchanged; then each value is a parameter.
   */
  rowsFromJson?(columns: InsertedColumn[]): string | undefined;
}
