import { driverErrorOf, type Failure } from './failures.js';

const BY_CODE: Readonly<Record<string, Failure>> = {
  ER_LOCK_DEADLOCK: 'deadlock',
  ER_CHECKREAD: 'serialization',
  ER_DUP_ENTRY: 'duplicate',
};

/**
 * Errors that mean that the server cannot run any statement now. By number, because `mysql2` has no names for
 * MariaDB's own errors.
 */
const UNAVAILABLE = new Set([
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
  1045, // ER_ACCESS_DENIED_ERROR: a rejected password
  1049, // ER_BAD_DB_ERROR: a missing database
  1053, // ER_SERVER_SHUTDOWN
  1077, // ER_NORMAL_SHUTDOWN
  1079, // ER_SHUTDOWN_COMPLETE
  1080, // ER_FORCING_CLOSE
  1114, // ER_RECORD_FILE_FULL: the table is full
  1129, // ER_HOST_IS_BLOCKED
  1130, // ER_HOST_NOT_PRIVILEGED
  1135, // ER_CANT_CREATE_THREAD
  1152, // ER_ABORTING_CONNECTION
  1158, // ER_NET_READ_ERROR_FROM_PIPE and other connection errors
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

/** Only the server's own errors have an SQLSTATE; those of the connection have none. */
export function mysqlFailure(error: unknown): Failure {
  const { code, errno, sqlState } = driverErrorOf(error);
  if (typeof sqlState !== 'string' || typeof errno !== 'number') return 'unavailable';
  return BY_CODE[String(code)] ?? (UNAVAILABLE.has(errno) ? 'unavailable' : 'refused');
}
