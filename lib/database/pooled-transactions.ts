import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { type Failure, isWorthRetrying } from './failures.js';
import {
  type Outcome,
  type Statement,
  step,
  type Transaction,
  type TransactionRunner,
} from './transaction.js';

const MAX_ATTEMPTS = 6;
/** Upper bound of the random pause after the first attempt; it doubles with each one, ms. */
const FIRST_PAUSE_MS = 10;

/**
 * Set explicitly, whatever the default of the database or the data source. Under a stricter level, a transaction that
 * waited for a lock fails instead of seeing the other one's changes, and a count made behind a lock is stale.
 */
const ISOLATION_LEVEL = 'READ COMMITTED';

/** TypeORM's own transactions, on connections from its pool. */
export class PooledTransactions implements TransactionRunner {
  /** Whether the database's default level is stricter, so a single statement fails if others change the same rows. */
  private hasStricterDefault = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly failureOf: (error: unknown) => Failure,
  ) {}

  run<T>(transaction: Transaction<T>): Promise<T> {
    return this.retried(() =>
      this.dataSource.transaction(ISOLATION_LEVEL, async ({ queryRunner }) => {
        const steps = transaction();
        let next = steps.next();
        while (!next.done) next = steps.next(await send(queryRunner!, next.value));
        return next.value;
      }),
    );
  }

  async runAlone(statement: Statement): Promise<Outcome> {
    if (!this.hasStricterDefault) {
      try {
        return await this.connectAndSend(statement);
      } catch (error) {
        const failure = this.failureOf(error);
        if (!isWorthRetrying(failure)) throw error;
        // Under READ COMMITTED no statement fails like this. Asking for the level would cost two round trips a statement.
        this.hasStricterDefault = failure === 'serialization';
      }
    }
    return this.run(() => step(statement));
  }

  /** Sends a statement that is a transaction by itself. */
  protected sendAlone(queryRunner: QueryRunner, statement: Statement): Promise<Outcome> {
    return send(queryRunner, statement);
  }

  /** Retries with a growing random pause, so that conflicting transactions don't collide again. */
  private async retried<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !isWorthRetrying(this.failureOf(error))) throw error;
      }
      await delay(Math.random() * FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }

  private async connectAndSend(statement: Statement): Promise<Outcome> {
    const queryRunner = this.dataSource.createQueryRunner();
    try {
      if (statement.mayRun) await queryRunner.connect();
      if (statement.mayRun?.() === false) return { affected: 0, rows: [] };
      return await this.sendAlone(queryRunner, statement);
    } finally {
      await queryRunner.release();
    }
  }
}

async function send(queryRunner: QueryRunner, { sql, parameters, mayRun }: Statement): Promise<Outcome> {
  if (mayRun?.() === false) return { affected: 0, rows: [] };
  const { affected, records } = await queryRunner.query(sql, parameters, true);
  return { affected: affected ?? 0, rows: records };
}
