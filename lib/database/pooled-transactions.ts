import type { DataSource } from 'typeorm';
import { isWorthRetrying } from './failures.js';
import type { Transaction, TransactionRunner } from './transaction.js';

const ATTEMPTS = 4;

/** PostgreSQL and MySQL: TypeORM's own transaction on a connection from its pool. */
export class PooledTransactions implements TransactionRunner {
  constructor(private readonly dataSource: DataSource) {}

  async run<T>(transaction: Transaction<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.runOnce(transaction);
      } catch (error) {
        if (attempt === ATTEMPTS || !isWorthRetrying(error)) throw error;
      }
    }
  }

  private runOnce<T>(transaction: Transaction<T>): Promise<T> {
    return this.dataSource.transaction(async ({ queryRunner }) => {
      const statements = transaction();
      let step = statements.next();
      while (!step.done) {
        const { sql, parameters } = step.value;
        const { affected, records } = await queryRunner!.query(sql, parameters, true);
        step = statements.next({ affected: affected ?? 0, rows: records });
      }
      return step.value;
    });
  }
}
