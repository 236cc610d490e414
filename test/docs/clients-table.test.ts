import { describe, expect, test } from 'vitest';
import { cases } from '../cimd/support/case.js';
import { table } from '../readme/support/readme.js';

const PAGE = 'docs/client-documents.md';
const short = table(['client', 'documents', 'registration', 'what it sends, quirks']);
const long = table(
  ['client', 'documents', 'registration', 'document', 'what it sends, quirks', 'evidence'],
  PAGE,
);
const urls = long.flatMap(([, , , document = '']) =>
  [...document.matchAll(/`(https:[^`]+)`/g)].map(([, url]) => url),
);

/** Without its link, and what is in parentheses. */
function nameOf(cell = ''): string {
  return cell.replaceAll(/\[|\]\([^)]*\)| \([^)]*\)/g, '');
}

describe('The table of clients', () => {
  test('has 20 clients, the same in the README and on its page', () => {
    expect(short).toHaveLength(20);
    const saying = (rows: string[][]) =>
      rows.map(([client, documents, registration]) => [nameOf(client), documents, registration]);
    expect(saying(long)).toEqual(saying(short));
  });

  test.each(long)('has evidence for %s', (_client, documents, _registration, document, _quirks, evidence) => {
    expect(evidence).not.toBe('');
    expect(['yes', 'newer versions', 'if set', 'no', 'not verified']).toContain(documents);
    if (documents === 'yes') expect(document).toMatch(/`https:/);
  });

  test('names the URL of every published document that a case is about', () => {
    const published = new Set(cases.flatMap(({ realClientId }) => realClientId ?? []));
    expect(published.size).toBeGreaterThan(0);
    expect(urls).toEqual(expect.arrayContaining([...published]));
  });
});
