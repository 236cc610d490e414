import type { DataSource } from 'typeorm';
import type { Outcome, Statement } from './transaction.js';

/** The driver's own connection, for what must happen without an `await` in between. */
export interface SqliteConnection {
  /** Whether a transaction or a cursor is open that our statements would become part of. */
  isBusy(): boolean;
  run(statement: Statement): Outcome;
  /** Runs work whose commits need not wait for the disk, if that cannot corrupt the file. */
  withoutWaiting<T>(work: () => T): T;
  /**
   * Runs work that fails at once where another process has locked the file, instead of blocking the thread until it
   * is free.
   */
  withoutBlocking<T>(work: () => T): T;
  /** To be called after a commit: `sql.js` writes its file only on request. */
  save(): Promise<void>;
}

interface BetterSqlite3 {
  inTransaction: boolean;
  prepare(sql: string): BetterSqlite3Statement;
  pragma(pragma: string, options: { simple: true }): unknown;
  /** Sets a pragma in a quarter of the time that `pragma()` takes. */
  exec(sql: string): void;
}

interface BetterSqlite3Statement {
  reader: boolean;
  all(parameters: unknown[]): Record<string, unknown>[];
  run(parameters: unknown[]): { changes: number };
}

interface SqlJs {
  prepare(sql: string): {
    bind(parameters: unknown[]): void;
    step(): boolean;
    getAsObject(): Record<string, unknown>;
    free(): void;
  };
  getRowsModified(): number;
}

interface SqlJsDriver {
  databaseConnection: SqlJs;
  queryRunner?: { isTransactionActive: boolean };
  autoSave(): Promise<void>;
}

export function sqliteConnection(dataSource: DataSource): SqliteConnection {
  return dataSource.options.type === 'sqljs' ? sqlJs(dataSource) : betterSqlite3(dataSource);
}

/** The text of a batch depends on its size, so dozens of statements are in use. */
const MAX_PREPARED_STATEMENTS = 200;

function betterSqlite3(dataSource: DataSource): SqliteConnection {
  // Read each time: a data source that was destroyed and initialized again has another connection.
  const driver = dataSource.driver as unknown as { databaseConnection: BetterSqlite3 };
  let prepared = new Map<string, BetterSqlite3Statement>();
  let preparedFor: BetterSqlite3 | undefined;
  const prepare = (sql: string) => {
    if (preparedFor !== driver.databaseConnection || prepared.size > MAX_PREPARED_STATEMENTS)
      prepared = new Map();
    preparedFor = driver.databaseConnection;
    const statement = prepared.get(sql) ?? preparedFor.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return {
    isBusy: () => driver.databaseConnection.inTransaction,
    run({ sql, parameters }) {
      const statement = prepare(sql);
      if (statement.reader) return { affected: 0, rows: statement.all(parameters) };
      return { affected: statement.run(parameters).changes, rows: [] };
    },
    withoutWaiting(work) {
      const { databaseConnection } = driver;
      // Inside a transaction SQLite refuses to change this; the work will find the connection busy anyway.
      if (databaseConnection.inTransaction) return work();
      const before = Number(databaseConnection.pragma('synchronous', { simple: true }));
      if (before <= NORMAL) return work();
      // Without WAL a power cut could corrupt the file.
      if (databaseConnection.pragma('journal_mode', { simple: true }) !== 'wal') return work();
      databaseConnection.exec(`PRAGMA synchronous = ${NORMAL}`);
      try {
        return work();
      } finally {
        databaseConnection.exec(`PRAGMA synchronous = ${before}`);
      }
    },
    withoutBlocking(work) {
      const { databaseConnection } = driver;
      const timeout = Number(databaseConnection.pragma('busy_timeout', { simple: true }));
      databaseConnection.exec('PRAGMA busy_timeout = 0');
      try {
        return work();
      } finally {
        databaseConnection.exec(`PRAGMA busy_timeout = ${timeout}`);
      }
    },
    save: () => Promise.resolve(),
  };
}

/** In WAL mode: consistent after a crash, perhaps without the last commits. */
const NORMAL = 1;

function sqlJs(dataSource: DataSource): SqliteConnection {
  const driver = dataSource.driver as unknown as SqlJsDriver;
  return {
    isBusy: () => driver.queryRunner?.isTransactionActive ?? false,
    run({ sql, parameters }) {
      const statement = driver.databaseConnection.prepare(sql);
      try {
        statement.bind(parameters.map((value) => value ?? null));
        const rows: Record<string, unknown>[] = [];
        while (statement.step()) rows.push(statement.getAsObject());
        return { affected: driver.databaseConnection.getRowsModified(), rows };
      } finally {
        statement.free();
      }
    },
    withoutWaiting: (work) => work(),
    // Its database is in this process's memory, so nobody else can lock it.
    withoutBlocking: (work) => work(),
    save: () => driver.autoSave(),
  };
}
