import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { inTime } from '../async/in-time.js';
import { DcrError, DcrTemporarilyUnavailableError } from '../errors/index.js';
import { DatabaseClock } from './database-clock.js';
import { familyOf } from './dialect.js';
import { toDcrError } from './failures.js';
import { PooledTransactions } from './pooled-transactions.js';
import { SqliteTransactions } from './sqlite-transactions.js';
import { DCR_DATA_SOURCE } from './tokens.js';
import {
  execute,
  type Executable,
  inOneStatement,
  type Outcome,
  type Statement,
  toStatement,
  type Transaction,
  type TransactionRunner,
} from './transaction.js';

/** A database that does not answer within this time is taken for away, ms. */
const DEADLINE = 5_000;

/** The one door to the host's database: transactions, reads and the database's time. */
@Injectable()
export class DcrDatabase implements OnModuleInit {
  private readonly logger = new Logger(DcrDatabase.name);
  private readonly transactions: TransactionRunner;
  private readonly clock: DatabaseClock;

  constructor(@Inject(DCR_DATA_SOURCE) readonly dataSource: DataSource) {
    this.transactions =
      familyOf(dataSource) === 'sqlite'
        ? new SqliteTransactions(dataSource)
        : new PooledTransactions(dataSource);
    this.clock = new DatabaseClock(dataSource);
  }

  async onModuleInit(): Promise<void> {
    if (familyOf(this.dataSource) !== 'sqlite') await this.clock.refresh();
  }

  /** The database's time, also where this process's clock is wrong. */
  now(): Date {
    return this.clock.now();
  }

  /**
   * Runs all statements of a transaction or none of them.
   *
   * @throws DcrError 503 when the database is away, 500 when it refused a statement
   */
  write<T>(transaction: Transaction<T>): Promise<T> {
    return this.answer(this.transactions.run(transaction));
  }

  /**
   * Runs one statement that is a transaction by itself; throws as {@link write} does.
   *
   * @param options.durable `false`, on SQLite: a crash of the machine may forget it
   */
  execute(query: Executable, { durable = true } = {}): Promise<Outcome> {
    return this.answer(this.transactions.runAlone(toStatement(query), durable));
  }

  /** Runs two statements that return nothing, both or neither, in as few round trips as the database allows. */
  async executeTogether(first: Statement, second: Statement): Promise<void> {
    if (familyOf(this.dataSource) === 'postgres') await this.execute(inOneStatement(first, second));
    else {
      await this.write(function* () {
        yield* execute(first);
        yield* execute(second);
      });
    }
  }

  /** @throws DcrError 503 when the database is away, 500 when it refused the query */
  read<T>(query: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.answer(query(this.dataSource.manager));
  }

  private async answer<T>(work: Promise<T>): Promise<T> {
    try {
      return await inTime(work, DEADLINE, () => new DcrTemporarilyUnavailableError());
    } catch (error) {
      if (!(error instanceof DcrError)) this.logger.error(error);
      throw toDcrError(error);
    }
  }
}
