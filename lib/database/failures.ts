import { DcrError, DcrServerError, DcrTemporarilyUnavailableError } from '../errors/index.js';

/** The database itself says to run the transaction again. */
const DEADLOCK = new Set(['40P01', 'ER_LOCK_DEADLOCK']);
const SERIALIZATION_FAILURE = new Set(['40001', 'ER_CHECKREAD']);

const UNIQUE = new Set(['23505', 'ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE']);

/** SQLSTATEs by which PostgreSQL says that it cannot work now, whatever the statement. */
const POSTGRES_UNAVAILABLE = [
  '08', // connection exceptions
  '28', // a password that is not accepted
  '3D', // a database that is not there
  '40', // a transaction that was rolled back for the sake of another one
  '53', // insufficient resources: connections, memory, disk
  '57', // operator intervention: shutdown, a cancelled statement, a statement timeout
  '58', // errors of the system: input and output
  '55P03', // a lock that was not to be had in time
  '25006', // read-only: a standby, before it is promoted
  '25P03', // a transaction that was idle for too long
  '25P04', // a transaction that took too long
];

/** The same of MySQL and MariaDB, by error number: `mysql2` has no name for MariaDB's own. */
const MYSQL_UNAVAILABLE = new Set([
  1020, // ER_CHECKREAD: a row was changed since it was read
  1021, // ER_DISK_FULL
  1028, // ER_FILSORT_ABORT
  1030, // ER_GET_ERRNO: the storage engine failed
  1037, // ER_OUTOFMEMORY
  1038, // ER_OUT_OF_SORTMEMORY
  1040, // ER_CON_COUNT_ERROR
  1041, // ER_OUT_OF_RESOURCES
  1042, // ER_BAD_HOST_ERROR
  1043, // ER_HANDSHAKE_ERROR
  1045, // ER_ACCESS_DENIED_ERROR: a password that is not accepted
  1049, // ER_BAD_DB_ERROR: a database that is not there
  1053, // ER_SERVER_SHUTDOWN
  1077, // ER_NORMAL_SHUTDOWN
  1079, // ER_SHUTDOWN_COMPLETE
  1080, // ER_FORCING_CLOSE
  1114, // ER_RECORD_FILE_FULL: the table is full
  1129, // ER_HOST_IS_BLOCKED
  1130, // ER_HOST_NOT_PRIVILEGED
  1135, // ER_CANT_CREATE_THREAD
  1152, // ER_ABORTING_CONNECTION
  1158, // ER_NET_READ_ERROR_FROM_PIPE and the other errors of the connection
  1159, // ER_NET_READ_INTERRUPTED
  1160, // ER_NET_ERROR_ON_WRITE
  1161, // ER_NET_WRITE_INTERRUPTED
  1180, // ER_ERROR_DURING_COMMIT
  1184, // ER_NEW_ABORTING_CONNECTION
  1203, // ER_TOO_MANY_USER_CONNECTIONS
  1205, // ER_LOCK_WAIT_TIMEOUT
  1206, // ER_LOCK_TABLE_FULL
  1213, // ER_LOCK_DEADLOCK
  1223, // ER_CANT_UPDATE_WITH_READLOCK
  1226, // ER_USER_LIMIT_REACHED
  1290, // ER_OPTION_PREVENTS_STATEMENT: read-only
  1317, // ER_QUERY_INTERRUPTED
  1792, // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
  1836, // ER_READ_ONLY_MODE
  1927, // ER_CONNECTION_KILLED
  1969, // ER_STATEMENT_TIMEOUT (MariaDB)
  3024, // ER_QUERY_TIMEOUT (MySQL)
  3168, // ER_SERVER_ISNT_AVAILABLE
  3572, // ER_LOCK_NOWAIT
  4031, // ER_CLIENT_INTERACTION_TIMEOUT
]);

const SQLITE_REFUSED = /^SQLITE_(?:CONSTRAINT|ERROR|MISMATCH|RANGE|TOOBIG)/;

interface DriverError {
  code?: unknown;
  /** Of MySQL and MariaDB, with {@link sqlState}. */
  errno?: unknown;
  sqlState?: unknown;
  message?: string;
}

function driverErrorOf(error: unknown): DriverError {
  const { driverError } = error as { driverError?: unknown };
  return driverError === undefined ? (error as DriverError) : driverErrorOf(driverError);
}

/**
 * Whether the database understood the statement and refused it, so that it would refuse it again. That is what an answer
 * of the server means, unless it says that the server cannot work now. Everything else (no connection, a lost one, a full
 * pool, a locked file) may be over in a moment.
 */
function isRefusal(error: unknown): boolean {
  const { errno, sqlState } = driverErrorOf(error);
  if (typeof sqlState === 'string' && typeof errno === 'number') return !MYSQL_UNAVAILABLE.has(errno);
  const code = codeOf(error);
  if (SQLSTATE.test(code)) return !POSTGRES_UNAVAILABLE.some((state) => code.startsWith(state));
  return SQLITE_REFUSED.test(code);
}

/** Five characters; an error of a socket, such as `EPIPE`, has no digit. */
const SQLSTATE = /^(?=.*\d)[\dA-Z]{5}$/;

function codeOf(error: unknown): string {
  const { code, message } = driverErrorOf(error);
  if (typeof code === 'string') return code;
  // sql.js gives no code, only SQLite's sentence.
  if (/UNIQUE constraint failed/.test(message ?? '')) return 'SQLITE_CONSTRAINT_UNIQUE';
  if (/constraint failed|no such (?:table|column)|has no column/.test(message ?? '')) return 'SQLITE_ERROR';
  return '';
}

export function isWorthRetrying(error: unknown): boolean {
  return DEADLOCK.has(codeOf(error)) || isSerializationFailure(error);
}

/** It was isolated so well that it cannot go on: others have changed the same rows. */
export function isSerializationFailure(error: unknown): boolean {
  return SERIALIZATION_FAILURE.has(codeOf(error));
}

export function isUniqueViolation(error: unknown): boolean {
  return UNIQUE.has(codeOf(error));
}

/** What a caller is told of a failing database: 503 where another try may help, else 500; never what happened. */
export function toDcrError(error: unknown): DcrError {
  if (error instanceof DcrError) return error;
  if (isRefusal(error)) return new DcrServerError(error, 'storage');
  return new DcrTemporarilyUnavailableError(undefined, { cause: error });
}
