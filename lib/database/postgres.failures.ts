import { driverErrorOf, type Failure } from './failures.js';

/** Five characters, at least one of them a digit: a socket error, such as `EPIPE`, has none. */
const SQLSTATE = /^(?=.*\d)[\dA-Z]{5}$/;

const BY_STATE: Readonly<Record<string, Failure>> = {
  '40P01': 'deadlock',
  '40001': 'serialization',
  '23505': 'duplicate',
};

/** SQLSTATEs, or their classes, that mean that PostgreSQL cannot run any statement now. */
const UNAVAILABLE = [
  '08', // connection exceptions
  '28', // a rejected password
  '3D', // a missing database
  '40', // a transaction rolled back because of another one
  '53', // insufficient resources: connections, memory, disk
  '57', // operator intervention: shutdown, a canceled statement, a statement timeout
  '58', // system errors, such as input and output
  '55P03', // a lock timeout
  '25006', // read-only: a standby, before it is promoted
  '25P03', // a transaction that was idle too long
  '25P04', // a transaction that took too long
];

export function postgresFailure(error: unknown): Failure {
  const { code } = driverErrorOf(error);
  if (typeof code !== 'string' || !SQLSTATE.test(code)) return 'unavailable';
  const isUnavailable = UNAVAILABLE.some((state) => code.startsWith(state));
  return BY_STATE[code] ?? (isUnavailable ? 'unavailable' : 'refused');
}
