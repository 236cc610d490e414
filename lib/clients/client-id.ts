/** The length of the column. */
export const MAX_CLIENT_ID_LENGTH = 64;

/** RFC 6749 §A.1, and no longer than the column: a NUL, for one, is an error to PostgreSQL and not an unknown id. */
const CLIENT_ID = new RegExp(`^[\\x20-\\x7e]{1,${MAX_CLIENT_ID_LENGTH}}$`);

/** Whether any client could have this id; what says no need not be looked for. */
export function isClientId(clientId: unknown): clientId is string {
  return typeof clientId === 'string' && CLIENT_ID.test(clientId);
}
