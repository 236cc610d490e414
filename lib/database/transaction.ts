/** One SQL statement with its parameters, as TypeORM's query builders make them. */
export interface Statement {
  sql: string;
  parameters: unknown[];
  /** The text is the same each time, so that PostgreSQL need not parse and plan it anew. */
  isRepeated?: boolean;
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
  /**
   * A statement that is a transaction by itself.
   *
   * @param durable `false`: a crash may forget it, so that its commit need not wait for the disk
   */
  runAlone(statement: Statement, durable: boolean): Promise<Outcome>;
}

interface QueryBuilder {
  getQueryAndParameters(): [string, unknown[]];
}

/** A statement as it is, or a query builder's. */
export type Executable = Statement | QueryBuilder;

export function toStatement(query: Executable): Statement {
  if ('sql' in query) return query;
  const [sql, parameters] = query.getQueryAndParameters();
  return { sql, parameters };
}

/** Yields one statement; for use inside a {@link Transaction} with `yield*`. */
export function* execute(query: Executable): Generator<Statement, Outcome, Outcome> {
  return yield toStatement(query);
}

/** PostgreSQL: two statements as one, which is a transaction by itself. */
export function inOneStatement(first: Statement, second: Statement): Statement {
  const offset = first.parameters.length;
  const renumbered = second.sql.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + offset}`);
  return {
    sql: `WITH first AS (${first.sql}) ${renumbered}`,
    parameters: [...first.parameters, ...second.parameters],
    isRepeated: first.isRepeated === true && second.isRepeated === true,
  };
}
