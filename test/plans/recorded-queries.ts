import type { DataSource } from 'typeorm';

export interface RecordedQuery {
  sql: string;
  parameters: unknown[];
}

/** Records the queries of a piece of work. On SQLite it records in the driver, so that none is missed. */
export async function queriesOf(
  dataSource: DataSource,
  work: () => Promise<unknown>,
): Promise<RecordedQuery[]> {
  const recorded: RecordedQuery[] = [];
  const stop = isSqlite(dataSource) ? recordSqlite(dataSource, recorded) : recordLogger(dataSource, recorded);
  try {
    await work();
  } finally {
    stop();
  }
  return recorded.filter(({ sql }) => /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)/i.test(sql));
}

/** The database's plan for a query, as text. */
export async function planOf(dataSource: DataSource, { sql, parameters }: RecordedQuery): Promise<string> {
  if (isSqlite(dataSource)) {
    const rows = await dataSource.query<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    return rows.map(({ detail }) => detail).join('\n');
  }
  const rows = await dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`, parameters);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

function isSqlite({ options }: DataSource): boolean {
  return options.type === 'better-sqlite3';
}

interface Prepared {
  all: (...parameters: unknown[]) => unknown;
  run: (...parameters: unknown[]) => unknown;
}

/** Every statement is prepared first. A cached statement is recorded when it is used. */
function recordSqlite(dataSource: DataSource, recorded: RecordedQuery[]): () => void {
  const { databaseConnection } = dataSource.driver as unknown as {
    databaseConnection: { prepare(sql: string): Prepared };
  };
  const prototype = Object.getPrototypeOf(databaseConnection.prepare('SELECT 1')) as Prepared;
  const { all, run } = prototype;
  const recording = (original: (...parameters: unknown[]) => unknown) =>
    function (this: { source: string }, ...parameters: unknown[]) {
      recorded.push({ sql: this.source, parameters });
      return original.apply(this, parameters);
    };
  Object.assign(prototype, { all: recording(all), run: recording(run) });
  return () => void Object.assign(prototype, { all, run });
}

function recordLogger({ logger }: DataSource, recorded: RecordedQuery[]): () => void {
  logger.logQuery = (sql, parameters = []) => recorded.push({ sql, parameters: [parameters].flat() });
  // Restore the inherited method.
  return () => Reflect.deleteProperty(logger, 'logQuery');
}
