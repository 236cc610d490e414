import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const REPOSITORY = join(import.meta.dirname, '../../..');

export const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');

/** The fenced blocks of a language, in their order. */
export function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms');
  return [...readme.matchAll(fence)].map(([, code = '']) => code);
}

/** The rows of the table whose header begins with these cells; each cell as it is written. */
export function table(...header: string[]): string[][] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => header.every((cell, index) => cells(line)[index] === cell));
  if (start < 0) throw new Error(`README.md has no table with the header ${header.join(', ')}.`);
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map(cells);
}

function cells(line: string): string[] {
  // A `|` inside a cell is written with a backslash.
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}
