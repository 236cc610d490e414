import type { DataSource, QueryRunner } from 'typeorm';
import type { Failure } from './failures.js';
import { PooledTransactions } from './pooled-transactions.js';
import { PreparedStatements } from './prepared-statements.js';
import type { Outcome, Statement } from './transaction.js';

/** Transactions on PostgreSQL, which prepares statements, and commits without waiting for the disk where asked to. */
export class PostgresTransactions extends PooledTransactions {
  private readonly prepared: PreparedStatements;

  constructor(dataSource: DataSource, failureOf: (error: unknown) => Failure) {
    super(dataSource, failureOf);
    this.prepared = new PreparedStatements(dataSource);
  }

  override runAlone(statement: Statement): Promise<Outcome> {
    return super.runAlone(statement.isDurable === false ? withoutWaiting(statement) : statement);
  }

  protected override async sendAlone(queryRunner: QueryRunner, statement: Statement): Promise<Outcome> {
    const outcome = this.prepared.accept(statement)
      ? await this.prepared.send(queryRunner, statement)
      : undefined;
    return outcome ?? super.sendAlone(queryRunner, statement);
  }
}

/** Within the statement itself, which saves a BEGIN, a SET LOCAL and a COMMIT. */
function withoutWaiting(statement: Statement): Statement {
  return {
    ...statement,
    sql: `WITH done AS (${statement.sql}) SELECT done.*, set_config('synchronous_commit', 'off', true) FROM done`,
  };
}
