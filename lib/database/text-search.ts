import type { Condition } from './dialect.js';

/** For databases whose `LOWER()` supports letters beyond ASCII. */
export function likeContaining(columns: readonly string[], text: string): Condition {
  const pattern = `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`;
  return anyMatches(columns, (column) => `LOWER(${column}) LIKE :search ESCAPE '!'`, pattern);
}

/** For databases whose `LIKE` and `LOWER()` support only ASCII letters: the pattern lists both cases of each letter. */
export function globContaining(columns: readonly string[], text: string): Condition {
  const pattern = `*${Array.from(text, inAnyCase).join('')}*`;
  return anyMatches(columns, (column) => `${column} GLOB :search`, pattern);
}

function anyMatches(
  columns: readonly string[],
  match: (column: string) => string,
  pattern: string,
): Condition {
  return { sql: `(${columns.map(match).join(' OR ')})`, parameters: { search: pattern } };
}

function inAnyCase(character: string): string {
  const cases = new Set([character, character.toLowerCase(), character.toUpperCase()]);
  // `ß` and similar letters become two letters in the other case.
  const single = [...cases].filter((one) => Array.from(one).length === 1);
  return single.length > 1 || '*?['.includes(character) ? `[${single.join('')}]` : character;
}
