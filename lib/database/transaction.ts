/** One SQL statement with its parameters, as TypeORM's query builders make them. */
export interface Statement {
  sql: string;
  parameters: unknown[];
  /** The text is the same each time, so it is worth preparing where the database can. */
  isRepeated?: boolean;
  /**
   * `false`: a crash may lose it, so its commit need not wait for the disk where the database can skip that. It
   * counts only for a statement that is a transaction by itself. Default: true.
   */
  isDurable?: boolean;
  /**
   * Asked once a connection is free, which may take seconds. If it returns `false`, the statement is not sent, and affects
   * nothing. Default: true.
   */
  mayRun?: () => boolean;
}

export interface Outcome {
  affected: number;
  rows: Record<string, unknown>[];
}

/**
 * The statements of a transaction, one by one: a generator that yields each statement and receives its outcome.
 *
 * A generator and not an async function, because SQLite's one connection is shared with the application: whatever it
 * sends between our BEGIN and COMMIT would become part of our transaction, and roll back with it. The runner of
 * SQLite drives a generator from BEGIN to COMMIT without an `await`, so nothing can come in between; a pool's runner
 * awaits each statement. The code of a transaction is the same on both. Steps call others with `yield*`; their names
 * end in `Steps`. See also `bench/README.md`, "Optimizations".
 *
 * What runs for each request must be a method or a function of a module, not a closure: V8 makes a hidden class for
 * each generator closure that is called, and what the closure refers to stays in memory until the next major collection.
 */
export type Steps<T> = Generator<Statement, T, Outcome>;

/** Makes new steps for each attempt, because a transaction may be retried. */
export type Transaction<T> = () => Steps<T>;

/** Runs transactions on one kind of database. */
export interface TransactionRunner {
  run<T>(transaction: Transaction<T>): Promise<T>;
  /** A statement that is a transaction by itself. */
  runAlone(statement: Statement): Promise<Outcome>;
}

interface QueryBuilder {
  getQueryAndParameters(): [string, unknown[]];
}

/** A statement, or a query builder that makes one. */
export type Executable = Statement | QueryBuilder;

export function toStatement(query: Executable): Statement {
  if ('sql' in query) return query;
  const [sql, parameters] = query.getQueryAndParameters();
  return { sql, parameters };
}

/** One statement; for use inside other {@link Steps} with `yield*`. */
export function* step(query: Executable): Steps<Outcome> {
  return yield toStatement(query);
}
