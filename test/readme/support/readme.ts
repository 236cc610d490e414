import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const REPOSITORY = join(import.meta.dirname, '../../..');

/** A document by its path in the repository. */
export function read(document: string): string {
  return readFileSync(join(REPOSITORY, document), 'utf8');
}

/** The fenced code blocks of one language, in order. */
export function blocks(language: string, document = 'README.md'): string[] {
  const fence = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms');
  return [...read(document).matchAll(fence)].map(([, code = '']) => code);
}

/** The pages in `docs`, except the generated reference. */
export const DOCS: readonly string[] = readdirSync(join(REPOSITORY, 'docs'), {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.md') && !file.startsWith('reference'))
  .map((file) => `docs/${file}`)
  .toSorted();

/** The headings of a document, as GitHub makes them into fragments. */
export function fragments(document: string): string[] {
  const headings = read(document).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The rows of the table with this header. Cells are unparsed Markdown. */
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
  // A `|` inside a cell is escaped with a backslash.
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}
