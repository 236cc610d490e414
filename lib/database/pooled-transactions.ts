import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { isSerializationFailure, isWorthRetrying } from './failures.js';
import { PreparedStatements } from './prepared-statements.js';
import {
  execute,
  type Outcome,
  type Statement,
  type Transaction,
  type TransactionRunner,
} from './transaction.js';

const MAX_ATTEMPTS = 6;
/** Upper bound of the random pause after the first attempt; it doubles with each one, ms. */
const FIRST_PAUSE_MS = 10;

/**
 * Whatever the default of the database or the data source: under a stricter level, whoever waits for a lock fails
 * instead of seeing what the other one did, and a count behind a lock is an old one.
 */
const ISOLATION_LEVEL = 'READ COMMITTED';

/** PostgreSQL and MySQL: TypeORM's own transaction on a connection from its pool. */
export class PooledTransactions implements TransactionRunner {
  private readonly prepared: PreparedStatements;
  /** The database's default is a stricter level, so that a statement alone fails where others change the same rows. */
  private hasStricterDefault = false;

  constructor(private readonly dataSource: DataSource) {
    this.prepared = new PreparedStatements(dataSource);
  }

  run<T>(transaction: Transaction<T>): Promise<T> {
    return retried(() =>
      this.dataSource.transaction(ISOLATION_LEVEL, async ({ queryRunner }) => {
        const statements = transaction();
        let step = statements.next();
        while (!step.done) step = statements.next(await send(queryRunner!, step.value));
        return step.value;
      }),
    );
  }

  async runAlone(statement: Statement): Promise<Outcome> {
    if (!this.hasStricterDefault) {
      try {
        return await this.sendAlone(statement);
      } catch (error) {
        if (!isWorthRetrying(error)) throw error;
        // Under READ COMMITTED no statement fails like this. To ask for the level costs two round trips a statement.
        this.hasStricterDefault = isSerializationFailure(error);
      }
    }
    return this.run(() => execute(statement));
  }

  private async sendAlone(statement: Statement): Promise<Outcome> {
    const queryRunner = this.dataSource.createQueryRunner();
    try {
      const outcome = this.prepared.accept(statement)
        ? await this.prepared.send(queryRunner, statement)
        : undefined;
      return outcome ?? (await send(queryRunner, statement));
    } finally {
      await queryRunner.release();
    }
  }
}

async function send(queryRunner: QueryRunner, { sql, parameters }: Statement): Promise<Outcome> {
  const { affected, records } = await queryRunner.query(sql, parameters, true);
  return { affected: affected ?? 0, rows: records };
}

/** With a random pause that grows, so that those who were in each other's way come back one after the other. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isWorthRetrying(error)) throw error;
    }
    await delay(Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1));
  }
}
