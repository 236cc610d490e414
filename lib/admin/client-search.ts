import type { SelectQueryBuilder } from 'typeorm';
import type { DcrClient } from '../clients/client.entity.js';
import { familyOf } from '../database/dialect.js';

/** No column that is searched holds longer text, and SQLite refuses patterns far beyond it. */
const LONGEST = 2_048;

/** The JSON list without its brackets and quotes, so that a search for one of these does not find every client. */
const HOSTS = [`'["'`, `'"]'`, `'[]'`].reduce(
  (list, punctuation) => `REPLACE(${list}, ${punctuation}, '')`,
  `REPLACE(client.redirectHosts, '","', '\n')`,
);
const SEARCHED = ['client.clientName', 'client.clientId', 'client.softwareId', HOSTS];

/** Narrows a query to the clients that have a text somewhere in their name, ids or redirect hosts, in any case. */
export function search(query: SelectQueryBuilder<DcrClient>, text: string): void {
  // PostgreSQL takes a NUL for an error; no client has one.
  if (text.length > LONGEST || text.includes('\0')) {
    query.andWhere('1 = 0');
  } else if (familyOf(query.connection) === 'sqlite') {
    // SQLite's LIKE and LOWER() know the case of ASCII alone.
    matching(query, (column) => `${column} GLOB :search`, globContaining(text));
  } else {
    matching(query, (column) => `LOWER(${column}) LIKE :search ESCAPE '!'`, likeContaining(text));
  }
}

function matching(
  query: SelectQueryBuilder<DcrClient>,
  match: (column: string) => string,
  pattern: string,
): void {
  query.andWhere(`(${SEARCHED.map(match).join(' OR ')})`, { search: pattern });
}

function likeContaining(text: string): string {
  return `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`;
}

function globContaining(text: string): string {
  return `*${Array.from(text, inAnyCase).join('')}*`;
}

function inAnyCase(character: string): string {
  const cases = new Set([character, character.toLowerCase(), character.toUpperCase()]);
  // `ß` and its like become two letters in the other case.
  const single = [...cases].filter((one) => Array.from(one).length === 1);
  return single.length > 1 || '*?['.includes(character) ? `[${single.join('')}]` : character;
}
