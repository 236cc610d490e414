/** The length of the column. */
export const MAX_CLIENT_ID_LENGTH = 512;

/**
 * RFC 6749 §A.1, at most as long as the column. PostgreSQL would fail on others, such as a NUL, instead of finding
 * nothing. MySQL and MariaDB ignore a space at the end when they compare, so there is none.
 */
const CLIENT_ID = new RegExp(`^[\\x20-\\x7e]{0,${MAX_CLIENT_ID_LENGTH - 1}}[\\x21-\\x7e]$`);

/** Whether a client could have this id. If not, there is no need to query the database. */
export function isClientId(clientId: unknown): clientId is string {
  return typeof clientId === 'string' && CLIENT_ID.test(clientId);
}
