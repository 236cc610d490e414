import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { DcrTemporarilyUnavailableError } from '../errors/index.js';
import { sqliteConnection, type SqliteConnection } from './sqlite-connection.js';
import {
  execute,
  type Outcome,
  type Statement,
  type Transaction,
  type TransactionRunner,
} from './transaction.js';

/** How long we wait for a transaction of the application's, or of another process, to end, ms. */
const MAX_WAIT_MS = 4_000;
const LOOK_EVERY_MS = 4;

/**
 * SQLite has one connection, which TypeORM shares with everyone: statements sent while the application has a transaction
 * open become part of it and vanish with its rollback. So we wait until none is open, then run ours from BEGIN to
 * COMMIT without giving up the thread.
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

  runAlone(statement: Statement, durable: boolean): Promise<Outcome> {
    const run = () => this.complete(() => execute(statement));
    return this.runWhenIdle(durable ? run : () => this.connection.withoutWaiting(run));
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
      // Everyone who waits shares one look at the connection.
      this.idle ??= delay(LOOK_EVERY_MS).finally(() => (this.idle = undefined));
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
      const statements = transaction();
      let step = statements.next();
      while (!step.done) step = statements.next(this.connection.run(step.value));
      this.connection.run({ sql: 'COMMIT', parameters: [] });
      return step.value;
    } catch (error) {
      this.rollBack();
      throw error;
    }
  }

  private rollBack(): void {
    try {
      this.connection.run({ sql: 'ROLLBACK', parameters: [] });
    } catch {
      // SQLite rolls back by itself on some errors (disk full, out of memory); then there is nothing left to end.
    }
  }
}

/** A transaction of the application's is open on the one connection. */
class ConnectionBusy extends Error {}

/**
 * Also by SQLite's word: another process has locked the file, or someone began a transaction behind TypeORM's back, or
 * still reads a cursor.
 */
function isBusy(error: unknown): boolean {
  if (error instanceof ConnectionBusy) return true;
  if (/^SQLITE_(?:BUSY|LOCKED)/.test((error as { code?: string }).code ?? '')) return true;
  return error instanceof Error && /within a transaction|connection is busy/.test(error.message);
}
