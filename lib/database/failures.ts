import { type DcrError, DcrServerError, DcrTemporarilyUnavailableError } from '../errors/index.js';

/**
 * What a failed statement means. `deadlock` and `serialization`: the database asks to run the transaction again.
 * `duplicate` and `refused`: the database understood the statement and would refuse it again. `unavailable`: anything
 * else, such as a lost connection, a full pool or a locked file, which may be temporary.
 */
export type Failure = 'deadlock' | 'serialization' | 'duplicate' | 'refused' | 'unavailable';

/** What the drivers report. */
export interface DriverError {
  code?: unknown;
  /** MySQL and MariaDB only, like {@link sqlState}. */
  errno?: unknown;
  sqlState?: unknown;
  message?: string;
}

/** The driver's own error, which TypeORM wraps. */
export function driverErrorOf(error: unknown): DriverError {
  const { driverError } = error as { driverError?: unknown };
  return driverError === undefined ? (error as DriverError) : driverErrorOf(driverError);
}

export function isWorthRetrying(failure: Failure): boolean {
  return failure === 'deadlock' || failure === 'serialization';
}

/** The error for the caller: 503 if another attempt may succeed, otherwise 500. It never contains details. */
export function toDcrError(error: unknown, failure: Failure): DcrError {
  return failure === 'refused' || failure === 'duplicate'
    ? new DcrServerError(error, 'storage')
    : new DcrTemporarilyUnavailableError(undefined, { cause: error });
}
