import type { EntityTarget, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { CounterTable, CountUp, Increment } from './counting.js';
import type { Failure } from './failures.js';
import type { InsertedColumn } from './json-rows.js';
import type { StatementChains } from './statement-chains.js';
import type { Statement, TransactionRunner } from './transaction.js';

/** A condition for `andWhere()`. */
export interface Condition {
  sql: string;
  parameters: Record<string, unknown>;
}

/** Column types and settings for the migrations. */
interface ColumnForms {
  integer: string;
  /** What a text column needs to store every character. */
  text: { charset?: string; collation?: string };
}

/**
 * What differs between databases, by capability: code outside this folder never asks which database it runs on.
 * `dialectOf()` chooses the dialect of a data source. To support another database, implement this interface and add a
 * line there.
 */
export interface Dialect {
  /** SQL for the database's own time, in milliseconds since 1970. */
  readonly now: string;
  /** Whether the database has a clock of its own, or uses this machine's. */
  readonly hasOwnClock: boolean;
  /** Whether statements run on this thread, so that no request is answered while one runs. */
  readonly blocksThread: boolean;
  readonly columns: ColumnForms;
  /** Absent where a statement cannot read what another one returns. */
  readonly chains?: StatementChains;

  createRunner(): TransactionRunner;

  /** What an error of the driver means. */
  failureOf(error: unknown): Failure;

  /** Locks the rows of a query until the transaction ends, where other transactions can run meanwhile. */
  lock<Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    mode: 'read' | 'write',
  ): SelectQueryBuilder<Row>;

  /** Whether one of the columns contains a text, ignoring case. */
  contains(columns: readonly string[], text: string): Condition;

  /** Adds to counters. A counter whose window has ended, by the database's clock, starts again. */
  countUp(table: CounterTable, increments: Increment[]): CountUp;

  /** An INSERT that skips the rows of which a unique column already has the value; it waits for transactions in flight. */
  ignoringDuplicates(insert: Statement, entity: EntityTarget<ObjectLiteral>): Statement;

  /** SQL for a column's default in an INSERT. */
  defaultOf(column: ColumnMetadata): string;

  /**
   * The source of an `INSERT … SELECT` that reads any number of rows from the parameter `$1`, a JSON list. Absent or
   * `undefined` if a column's type may not survive JSON unchanged; each value is then a parameter.
   */
  rowsFromJson?(columns: InsertedColumn[]): string | undefined;
}
