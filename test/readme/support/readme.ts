import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const REPOSITORY = join(import.meta.dirname, '../../..');

/** One of the documents beside `package.json`. */
export function read(document: string): string {
  return readFileSync(join(REPOSITORY, document), 'utf8');
}

/** The README's fenced blocks of a language, in their order. */
export function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms');
  return [...read('README.md').matchAll(fence)].map(([, code = '']) => code);
}

/** The rows of the table with this header; each cell as it is written. */
export function table(header: string[], document = 'README.md'): string[][] {
  const lines = read(document).split('\n');
  const start = lines.findIndex((line) => cells(line).join('|') === header.join('|'));
  if (start < 0) throw new Error(`${document} has no table with the header ${header.join(', ')}.`);
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
