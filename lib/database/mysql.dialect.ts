import type { DataSource, EntityTarget, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type CounterTable, type CountUp, type Increment, incrementTuples } from './counting.js';
import type { Condition, Dialect } from './dialect.js';
import type { Failure } from './failures.js';
import { mysqlFailure } from './mysql.failures.js';
import { escapedColumn } from './names.js';
import { PooledTransactions } from './pooled-transactions.js';
import { likeContaining } from './text-search.js';
import type { Statement, TransactionRunner } from './transaction.js';

/** MySQL and MariaDB. */
export class MysqlDialect implements Dialect {
  /** In UTC, because local times repeat when daylight saving time ends. */
  readonly now = "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)";
  readonly hasOwnClock = true;
  readonly blocksThread = false;
  /** Otherwise a latin1 database could not store most of the world's names. */
  readonly columns = { integer: 'int', text: { charset: 'utf8mb4', collation: 'utf8mb4_bin' } };

  constructor(private readonly dataSource: DataSource) {}

  createRunner(): TransactionRunner {
    return new PooledTransactions(this.dataSource, mysqlFailure);
  }

  failureOf(error: unknown): Failure {
    return mysqlFailure(error);
  }

  lock<Row extends ObjectLiteral>(query: SelectQueryBuilder<Row>, mode: 'read' | 'write') {
    return query.setLock(mode === 'write' ? 'pessimistic_write' : 'pessimistic_read');
  }

  contains(columns: readonly string[], text: string): Condition {
    return likeContaining(columns, text);
  }

  countUp(table: CounterTable, increments: Increment[]): CountUp {
    return { count: this.upsert(table, increments), read: this.read(table, increments) };
  }

  /** `INSERT IGNORE` would also cut values that are too long. This changes nothing in a row that exists. */
  ignoringDuplicates(insert: Statement, entity: EntityTarget<ObjectLiteral>): Statement {
    const id = escapedColumn(this.dataSource, entity, 'id');
    return { ...insert, sql: `${insert.sql} ON DUPLICATE KEY UPDATE ${id} = ${id}` };
  }

  defaultOf(): string {
    return 'DEFAULT';
  }

  private upsert({ table, key, hits, expires }: CounterTable, increments: Increment[]) {
    const { now } = this;
    const { values, parameters } = incrementTuples(this.dataSource, now, increments);
    // MySQL assigns from left to right, so `hits` comes first, while `expires` is still the old end of the window.
    const sql =
      `INSERT INTO ${table} (${key}, ${hits}, ${expires}) ${values} ON DUPLICATE KEY UPDATE ` +
      `${hits} = IF(${expires} <= ${now}, VALUES(${hits}), ${hits} + VALUES(${hits})), ` +
      `${expires} = IF(${expires} <= ${now}, VALUES(${expires}), ${expires})`;
    return { sql, parameters };
  }

  private read({ table, key, hits, expires }: CounterTable, increments: Increment[]) {
    const keys = increments.map((_, index) => this.dataSource.driver.createParameter('', index)).join(', ');
    const sql =
      `SELECT ${key} AS caller, ${hits} AS hits, ${expires} - ${this.now} AS remaining ` +
      `FROM ${table} WHERE ${key} IN (${keys})`;
    return { sql, parameters: increments.map((increment) => increment.key) };
  }
}
