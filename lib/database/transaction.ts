/** One SQL statement with its parameters, as TypeORM's query builders make them. */
export interface Statement {
  sql: string;
  parameters: unknown[];
}

export interface Outcome {
  affected: number;
  rows: Record<string, unknown>[];
}

/**
 * A transaction, written as a generator that yields statements and is handed their outcomes. On a pool each one is
 * awaited; on SQLite all of them run in one go, so that nothing of the host's can come between them.
 */
export type Transaction<T> = () => Generator<Statement, T, Outcome>;

/** Runs transactions on one kind of database. */
export interface TransactionRunner {
  run<T>(transaction: Transaction<T>): Promise<T>;
}

interface QueryBuilder {
  getQueryAndParameters(): [string, unknown[]];
}

/** Yields a query builder's statement; for use inside a {@link Transaction} with `yield*`. */
export function* execute(query: QueryBuilder): Generator<Statement, Outcome, Outcome> {
  const [sql, parameters] = query.getQueryAndParameters();
  return yield { sql, parameters };
}
