import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { CONFIGURATIONS } from './configurations.js';

const FILE = 'test/matrix/RESULTS.md';

/**
 * Replaces the rows of the configurations that have run; the others keep theirs.
 *
 * @param {import('./run-configuration.js').Result[]} results
 */
export async function writeResults(results) {
  const rows = new Map(readRows());
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  for (const { name, title, on, passed, failed, seconds } of results)
    rows.set(name, line(title, `\`${name}\``, on, passed, failed, seconds, date));
  const text = [
    '# The test matrix',
    '',
    '`npm run test:matrix` writes each row when its configuration has run. Times are in UTC. [configurations.js](configurations.js) lists',
    'the suites, and the slice that `.ci/run` runs.',
    '',
    line('configuration', 'name', 'on', 'tests passed', 'failed', 'seconds', 'date'),
    line('---', '---', '---', '---', '---', '---', '---'),
    ...CONFIGURATIONS.filter(({ name }) => rows.has(name)).map(({ name }) => rows.get(name)),
    '',
  ].join('\n');
  writeFileSync(FILE, await format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' }));
}

/** @returns {[name: string, row: string][]} */
function readRows() {
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  return [...text.matchAll(/^\| .+? \| `([\w.-]+)` +\|.*$/gm)].map(([row, name]) => [name, row]);
}

function line(...cells) {
  return `| ${cells.join(' | ')} |`;
}
