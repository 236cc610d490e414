import type { DataSource, QueryRunner } from 'typeorm';
import { isWorthRetrying } from './failures.js';
import { PreparedStatements } from './prepared-statements.js';
import type { Outcome, Statement, Transaction, TransactionRunner } from './transaction.js';

const ATTEMPTS = 4;

/** PostgreSQL and MySQL: TypeORM's own transaction on a connection from its pool. */
export class PooledTransactions implements TransactionRunner {
  private readonly prepared: PreparedStatements;

  constructor(private readonly dataSource: DataSource) {
    this.prepared = new PreparedStatements(dataSource);
  }

  run<T>(transaction: Transaction<T>): Promise<T> {
    return retried(() =>
      this.dataSource.transaction(async ({ queryRunner }) => {
        const statements = transaction();
        let step = statements.next();
        while (!step.done) step = statements.next(await send(queryRunner!, step.value));
        return step.value;
      }),
    );
  }

  runAlone(statement: Statement): Promise<Outcome> {
    return retried(async () => {
      const queryRunner = this.dataSource.createQueryRunner();
      try {
        const outcome = this.prepared.accept(statement)
          ? await this.prepared.send(queryRunner, statement)
          : undefined;
        return outcome ?? (await send(queryRunner, statement));
      } finally {
        await queryRunner.release();
      }
    });
  }
}

async function send(queryRunner: QueryRunner, { sql, parameters }: Statement): Promise<Outcome> {
  const { affected, records } = await queryRunner.query(sql, parameters, true);
  return { affected: affected ?? 0, rows: records };
}

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !isWorthRetrying(error)) throw error;
    }
  }
}
