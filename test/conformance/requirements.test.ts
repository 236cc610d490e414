import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { furtherCases } from '../cimd/further-cases.js';
import { cases } from '../cimd/support/case.js';
import { conformanceCases, sectionOf, sentenceOf } from './cases.js';

const REPOSITORY = join(import.meta.dirname, '../..');
const HEADER = 'requirement|level|test|not applicable because';
const LEVEL = /^(?:MUST|MUST NOT|REQUIRED|SHOULD|SHOULD NOT|RECOMMENDED|NOT RECOMMENDED|MAY|OPTIONAL)$/;

const lines = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').split('\n');
const rows = lines
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter(({ length }) => length === 4);
const requirements = rows.filter(([first = '']) => first !== 'requirement' && !/^-+$/.test(first));
const named = requirements.flatMap(([, , tests = '']) =>
  [...tests.matchAll(/`(test\/[^`]+)` › `([^`]+)`/g)].map(
    ([, file = '', title = '']) => [file, title] as const,
  ),
);

/** The titles of the cases are generated; all others can be found in their file. */
function hasTest(file: string, title: string): boolean {
  if (file === 'test/cimd/cases.test.ts')
    return [...cases, ...furtherCases].some((one) => `${one.id}: ${one.title}` === title);
  if (file !== 'test/conformance/requests.test.ts')
    return readFileSync(join(REPOSITORY, file), 'utf8').replaceAll("\\'", "'").includes(title);
  const titles = conformanceCases.map((single) => `${sectionOf(single)}${sentenceOf(single)}`);
  return titles.some((whole) => whole.split(': ', 1)[0]?.endsWith(title));
}

describe('the table of requirements', () => {
  test('has four columns for each specification', () => {
    expect(rows.filter((row) => row.join('|') === HEADER)).toHaveLength(5);
    expect(requirements.length).toBeGreaterThan(50);
  });

  test.each(requirements.map((row) => [row[0]!, row] as const))(
    '%s: has a test, or a reason why it has none',
    (_, row) => {
      const [, level, tests, reason] = row;
      expect(level).toMatch(LEVEL);
      // Exactly one of the two columns is filled, and the tests column contains only test names.
      expect(tests === '').toBe(reason !== '');
      expect(tests).toMatch(/^(?:`test\/[^`]+` › `[^`]+`(?:, |$))*$/);
    },
  );

  test.each([...new Map(named.map((pair) => [pair.join(' › '), pair])).values()])(
    '%s has a test "%s"',
    (file, title) => {
      expect(existsSync(join(REPOSITORY, file))).toBe(true);
      expect(hasTest(file, title)).toBe(true);
    },
  );
});
