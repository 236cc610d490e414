import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type {
  DataSource,
  EntityTarget,
  FindManyOptions,
  FindOptionsWhere,
  ObjectLiteral,
  SelectQueryBuilder,
} from 'typeorm';
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

/** How a query's rows are loaded, such as `(query) => query.getMany()`. */
type Load<Row extends ObjectLiteral, T> = (query: SelectQueryBuilder<Row>) => Promise<T>;

/** The one door to the application's database: transactions, reads and the database's time. */
@Injectable()
export class DcrDatabase implements OnModuleInit {
  private readonly logger = new Logger(DcrDatabase.name);
  private readonly timeouts = new AsyncLocalStorage<number>();
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

  /** Gives the statements of some work more time before the database counts as unavailable; ms each. */
  withTimeout<T>(timeout: number, work: () => Promise<T>): Promise<T> {
    return this.timeouts.run(timeout, work);
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

  /**
   * Loads rows from the master, past TypeORM's query cache: a lagging replica would still know a client that was disabled a
   * moment ago, and not yet one that has just registered. Lists and statistics too: an operator must see what they just did.
   *
   * @throws DcrError 503 when the database is unavailable, 500 when it refused the query
   */
  read<Row extends ObjectLiteral, T>(query: SelectQueryBuilder<Row>, load: Load<Row, T>): Promise<T> {
    return this.answer(this.load(query, load));
  }

  /** As {@link read} does. */
  find<Row extends ObjectLiteral>(entity: EntityTarget<Row>, options: FindManyOptions<Row>): Promise<Row[]> {
    return this.read(this.query(entity, options), (query) => query.getMany());
  }

  /** As {@link read} does. */
  findOne<Row extends ObjectLiteral>(
    entity: EntityTarget<Row>,
    where: FindOptionsWhere<Row>,
  ): Promise<Row | null> {
    return this.read(this.query(entity, { where, take: 1 }), (query) => query.getOne());
  }

  /** As {@link read} does. */
  count<Row extends ObjectLiteral>(
    entity: EntityTarget<Row>,
    where: FindManyOptions<Row>['where'],
  ): Promise<number> {
    return this.read(this.query(entity, { where }), (query) => query.getCount());
  }

  private query<Row extends ObjectLiteral>(entity: EntityTarget<Row>, options: FindManyOptions<Row>) {
    const { name } = this.dataSource.getMetadata(entity);
    return this.dataSource.createQueryBuilder(entity, name).setFindOptions(options);
  }

  private async load<Row extends ObjectLiteral, T>(
    query: SelectQueryBuilder<Row>,
    load: Load<Row, T>,
  ): Promise<T> {
    // Takes no connection before the query needs one.
    const queryRunner = this.dataSource.createQueryRunner('master');
    try {
      return await load(query.cache(false).setQueryRunner(queryRunner));
    } finally {
      await queryRunner.release();
    }
  }

  private async answer<T>(work: Promise<T>): Promise<T> {
    try {
      return await inTime(
        work,
        this.timeouts.getStore() ?? DEADLINE,
        () => new DcrTemporarilyUnavailableError(),
      );
    } catch (error) {
      if (!(error instanceof DcrError)) this.logger.error(error);
      throw toDcrError(error);
    }
  }
}
