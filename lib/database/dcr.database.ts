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
import type { Dialect } from './dialect.js';
import { dialectOf } from './dialects.js';
import { toDcrError } from './failures.js';
import { DCR_DATA_SOURCE } from './tokens.js';
import {
  type Executable,
  type Outcome,
  type Statement,
  step,
  type Steps,
  toStatement,
  type Transaction,
  type TransactionRunner,
} from './transaction.js';

/** Statement timeout. A database that does not answer in time counts as unavailable. */
const STATEMENT_TIMEOUT_MS = 5_000;
/**
 * Statement timeout of a sweep. It is long, because giving up releases the lease while the DELETE still runs in the
 * database. It is finite, because a silently dead connection must not keep the lease.
 */
const SWEEP_TIMEOUT_MS = 600_000;

/** How a query's rows are loaded, such as `(query) => query.getMany()`. */
type Load<Row extends ObjectLiteral, T> = (query: SelectQueryBuilder<Row>) => Promise<T>;

/** The only access to the application's database: transactions, reads and the database's time. */
@Injectable()
export class DcrDatabase implements OnModuleInit {
  private readonly logger = new Logger(DcrDatabase.name);
  private timeout = STATEMENT_TIMEOUT_MS;
  /** What this database can do, and its SQL for it. */
  readonly dialect: Dialect;
  private readonly transactions: TransactionRunner;
  private readonly clock: DatabaseClock;

  constructor(@Inject(DCR_DATA_SOURCE) readonly dataSource: DataSource) {
    this.dialect = dialectOf(dataSource);
    this.transactions = this.dialect.createRunner();
    this.clock = new DatabaseClock(dataSource, this.dialect);
  }

  onModuleInit(): Promise<void> {
    return this.clock.refresh();
  }

  /**
   * The same database, with the statement timeout of a sweep. This is not an `AsyncLocalStorage`, because on Node.js 20
   * and 22 the first use of one makes every promise of the process slower until the process ends.
   */
  get forSweep(): DcrDatabase {
    const database = Object.create(this) as DcrDatabase;
    database.timeout = SWEEP_TIMEOUT_MS;
    return database;
  }

  /** The database's time, correct even where this process's clock is wrong. */
  now(): Date {
    return this.clock.now();
  }

  /**
   * Runs all statements of a transaction or none of them.
   *
   * @throws DcrError 503 when the database is unavailable, 500 when it refused a statement
   */
  write<T>(transaction: Transaction<T>): Promise<T> {
    return this.answer(this.transactions.run(transaction));
  }

  /** Runs one statement that is a transaction by itself; throws as {@link write} does. */
  execute(query: Executable): Promise<Outcome> {
    return this.answer(this.transactions.runAlone(toStatement(query)));
  }

  /**
   * Runs two statements that return nothing, both or neither, in as few round trips as the database allows.
   *
   * @param mayRun is asked once a connection is free
   * @returns `false` when `mayRun` did, so that neither statement ran
   */
  async executeTogether(first: Statement, second: Statement, mayRun: () => boolean): Promise<boolean> {
    const { chains } = this.dialect;
    let hasRun = false;
    if (chains) {
      await this.execute({ ...chains.together(first, second), mayRun: () => (hasRun = mayRun()) });
      return hasRun;
    }
    return this.write(() => pairSteps(first, second, mayRun));
  }

  /**
   * Loads rows from the master, past TypeORM's query cache: a lagging replica would still know a client that was
   * disabled a moment ago, and not yet one that has just registered. Lists and statistics too: operators must see
   * what they just did.
   *
   * @throws DcrError 503 when the database is unavailable, 500 when it refused the query
   */
  read<Row extends ObjectLiteral, T>(query: SelectQueryBuilder<Row>, load: Load<Row, T>): Promise<T> {
    return this.answer(this.load(query, load));
  }

  /** Reads like {@link read}. */
  find<Row extends ObjectLiteral>(entity: EntityTarget<Row>, options: FindManyOptions<Row>): Promise<Row[]> {
    return this.read(this.query(entity, options), (query) => query.getMany());
  }

  /** Reads like {@link read}. */
  findOne<Row extends ObjectLiteral>(
    entity: EntityTarget<Row>,
    where: FindOptionsWhere<Row>,
  ): Promise<Row | null> {
    return this.read(this.query(entity, { where, take: 1 }), (query) => query.getOne());
  }

  /** Reads like {@link read}. */
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
      return await inTime(work, this.timeout, () => new DcrTemporarilyUnavailableError());
    } catch (error) {
      if (error instanceof DcrError) throw error;
      this.logger.error(error);
      throw toDcrError(error, this.dialect.failureOf(error));
    }
  }
}

function* pairSteps(first: Statement, second: Statement, mayRun: () => boolean): Steps<boolean> {
  if (!mayRun()) return false;
  yield* step(first);
  yield* step(second);
  return true;
}
