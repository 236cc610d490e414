import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DOCS, fragments, read, REPOSITORY } from './support/readme.js';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'bench/README.md',
  'bench/RESULTS.md',
  ...DOCS,
];

describe.each(documents)('%s', (document) => {
  const text = read(document);

  const links = [...text.matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]+))?\)/g)].map(
    ([link, file = '', fragment = '']) => ({
      link,
      file: file ? join(dirname(document), file) : document,
      fragment,
    }),
  );

  test('links to files that exist', () => {
    for (const { link, file } of links) expect(existsSync(join(REPOSITORY, file)), link).toBe(true);
  });

  test('links to sections that exist', () => {
    const toSections = links.filter(({ fragment }) => fragment !== '');
    for (const { link, file, fragment } of toSections) expect(fragments(file), link).toContain(fragment);
  });

  test('names files that exist', () => {
    const paths = [...text.matchAll(/`((?:lib|test|bench|sample-app|\.ci)\/[\w./-]*)`/g)];
    for (const [, path = ''] of paths) expect(existsSync(join(REPOSITORY, path)), path).toBe(true);
  });
});
