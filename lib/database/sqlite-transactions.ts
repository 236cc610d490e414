import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { DcrTemporarilyUnavailableError } from '../errors/index.js';
import { sqliteConnection, type SqliteConnection } from './sqlite-connection.js';
import {
  type Outcome,
  type Statement,
  step,
  type Transaction,
  type TransactionRunner,
} from './transaction.js';

/** How long to wait for a transaction of the application, or of another process, to end. */
const MAX_WAIT_MS = 4_000;
const RETRY_INTERVAL_MS = 4;

/**
 * SQLite has one connection, which TypeORM shares with the application: a statement sent while the application has a
 * transaction open becomes part of it, and is lost with its rollback. So wait until none is open, then run ours from
 * BEGIN to COMMIT without yielding the thread.
 */
export class SqliteTransactions implements TransactionRunner {
  private readonly connection: SqliteConnection;
  private idle?: Promise<void>;

  constructor(dataSource: DataSource) {
    this.connection = sqliteConnection(dataSource);
  }

  run<T>(transaction: Transaction<T>): Promise<T> {
    return this.runWhenIdle(() => this.complete(transaction));
  }

  runAlone(statement: Statement): Promise<Outcome> {
    const run = () => this.complete(() => step(statement));
    return this.runWhenIdle(statement.isDurable === false ? () => this.connection.withoutWaiting(run) : run);
  }

  private async runWhenIdle<T>(work: () => T): Promise<T> {
    const deadline = performance.now() + MAX_WAIT_MS;
    for (;;) {
      try {
        const result = this.connection.withoutBlocking(work);
        await this.connection.save();
        return result;
      } catch (error) {
        if (!isBusy(error)) throw error;
      }
      if (performance.now() > deadline) {
        throw new DcrTemporarilyUnavailableError('The database is busy. Try again later.');
      }
      // All waiting transactions share one timer.
      this.idle ??= delay(RETRY_INTERVAL_MS).finally(() => (this.idle = undefined));
      await this.idle;
    }
  }

  private begin(): void {
    if (this.connection.isBusy()) throw new ConnectionBusy();
    this.connection.run({ sql: 'BEGIN IMMEDIATE', parameters: [] });
  }

  private complete<T>(transaction: Transaction<T>): T {
    this.begin();
    try {
      const steps = transaction();
      let next = steps.next();
      while (!next.done) next = steps.next(this.connection.run(next.value));
      this.connection.run({ sql: 'COMMIT', parameters: [] });
      return next.value;
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  private rollBack(): void {
    try {
      this.connection.run({ sql: 'ROLLBACK', parameters: [] });
    } catch {
      // On some errors (disk full, out of memory) SQLite has already rolled back.
    }
  }
}

/** The application has a transaction open on the one connection. */
class ConnectionBusy extends Error {}

/**
 * SQLite itself reports that it is busy if another process has locked the file, or if the application has begun a
 * transaction without TypeORM or still reads from a cursor.
 */
function isBusy(error: unknown): boolean {
  if (error instanceof ConnectionBusy) return true;
  if (/^SQLITE_(?:BUSY|LOCKED)/.test((error as { code?: string }).code ?? '')) return true;
  return error instanceof Error && /within a transaction|connection is busy/.test(error.message);
}
