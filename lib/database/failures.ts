import { DcrError, DcrServerError, DcrTemporarilyUnavailableError } from '../errors/index.js';

/** Deadlocks and serialization failures: the database itself says to run the transaction again. */
const RETRY = new Set(['40001', '40P01', 'ER_LOCK_DEADLOCK', 'ER_CHECKREAD']);

const UNIQUE = new Set(['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE']);

/**
 * A statement that the database understood and refused will be refused again. Everything else (no connection, a
 * lost one, a full pool, a locked file, a shutdown) may be gone in a moment.
 */
const REFUSED =
  /^(?:0A|22|23|42|44|54|P0)|^ER_(?!CON_COUNT|LOCK|SERVER_SHUTDOWN|QUERY_INTERRUPTED|OPTION_PREVENTS|OUT_OF_RESOURCES)|^SQLITE_(?:CONSTRAINT|ERROR|MISMATCH|RANGE|TOOBIG)/;

function codeOf(error: unknown): string {
  const { driverError, code, message } = error as { driverError?: unknown; code?: unknown; message?: string };
  if (driverError !== undefined) return codeOf(driverError);
  if (typeof code === 'string') return code;
  // sql.js gives no code, only SQLite's sentence.
  if (/UNIQUE constraint failed/.test(message ?? '')) return 'SQLITE_CONSTRAINT_UNIQUE';
  if (/constraint failed|no such (?:table|column)|has no column/.test(message ?? '')) return 'SQLITE_ERROR';
  return '';
}

export function isWorthRetrying(error: unknown): boolean {
  return RETRY.has(codeOf(error));
}

export function isUniqueViolation(error: unknown): boolean {
  return UNIQUE.has(codeOf(error));
}

/** What a caller is told of a failing database: 503 where another try may help, else 500; never what happened. */
export function toDcrError(error: unknown): DcrError {
  if (error instanceof DcrError) return error;
  if (REFUSED.test(codeOf(error)) && !isWorthRetrying(error)) return new DcrServerError(error, 'storage');
  return new DcrTemporarilyUnavailableError(undefined, { cause: error });
}
