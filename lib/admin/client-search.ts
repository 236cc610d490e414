import type { SelectQueryBuilder } from 'typeorm';
import type { DcrClient } from '../clients/client.entity.js';
import type { Dialect } from '../database/dialect.js';

/** No searched column holds longer text, and SQLite rejects much longer patterns. */
const MAX_SEARCH_LENGTH = 2_048;

/** The JSON list without its brackets and quotes; otherwise, a search for one of them would match every client. */
const HOSTS = [`'["'`, `'"]'`, `'[]'`].reduce(
  (list, punctuation) => `REPLACE(${list}, ${punctuation}, '')`,
  `REPLACE(client.redirectHosts, '","', '\n')`,
);
const SEARCHED = ['client.clientName', 'client.clientId', 'client.softwareId', HOSTS];

/** Narrows a query to the clients whose name, ids or redirect hosts contain a text; case-insensitive. */
export function search(query: SelectQueryBuilder<DcrClient>, text: string, dialect: Dialect): void {
  // PostgreSQL rejects a NUL; no client has one.
  if (text.length > MAX_SEARCH_LENGTH || text.includes('\0')) {
    query.andWhere('1 = 0');
  } else {
    const { sql, parameters } = dialect.contains(SEARCHED, text);
    query.andWhere(sql, parameters);
  }
}
