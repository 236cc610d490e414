import { driverErrorOf, type Failure } from './failures.js';

const DUPLICATE = /^SQLITE_CONSTRAINT_(?:PRIMARYKEY|UNIQUE)$/;
const REFUSED = /^SQLITE_(?:CONSTRAINT|ERROR|MISMATCH|RANGE|TOOBIG)/;

export function sqliteFailure(error: unknown): Failure {
  const code = codeOf(error);
  if (DUPLICATE.test(code)) return 'duplicate';
  return REFUSED.test(code) ? 'refused' : 'unavailable';
}

/** `sql.js` reports no code, only SQLite's message. */
function codeOf(error: unknown): string {
  const { code, message = '' } = driverErrorOf(error);
  if (typeof code === 'string') return code;
  if (message.includes('UNIQUE constraint failed')) return 'SQLITE_CONSTRAINT_UNIQUE';
  return /constraint failed|no such (?:table|column)|has no column/.test(message) ? 'SQLITE_ERROR' : '';
}
