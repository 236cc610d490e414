import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { MISSING, SETUPS } from './setups.js';

const FILE = 'test/package/RESULTS.md';
const HEADER = [
  'name',
  'Nest',
  'modules',
  'tests',
  'TypeORM',
  'packages',
  'build',
  'versions',
  'result',
  'seconds',
  'date',
];

/** Replaces the row of the set-up that has run; the others keep theirs. */
export async function writeResult(setup, { outcome, versions, seconds }) {
  const rows = new Map(readRows());
  const { name, nest, modules, tests, typeorm, manager, build } = setup;
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const cells = [
    `\`${name}\``,
    nest,
    modules,
    tests,
    typeorm,
    manager,
    build,
    versions,
    outcome,
    seconds,
    date,
  ];
  rows.set(name, line(cells));
  const text = [
    '# The package in the applications that `nest new` makes',
    '',
    '`npm run test:setups` writes each row. A set-up makes a new application with `nest new`, installs the packed tarball, adds the module as',
    '[Add to an existing application](../../docs/existing-application.md) says, adds the tests of [Testing](../../docs/testing.md), builds, runs the',
    "migrations with the TypeORM CLI on PostgreSQL, runs the application's unit and end-to-end tests, builds again with the builder of the row, starts the",
    'result, and registers 12 clients. npm and pnpm check peer dependencies strictly. webpack and esbuild bundle the packages, too. Times are in UTC.',
    '',
    line(HEADER),
    line(HEADER.map(() => '---')),
    ...SETUPS.filter((one) => rows.has(one.name)).map((one) => rows.get(one.name)),
    '',
    'Set-ups that are not in the table:',
    '',
    ...MISSING.map((reason) => `- ${reason}`),
    '',
  ].join('\n');
  writeFileSync(FILE, await format(text, { ...(await resolveConfig(FILE)), parser: 'markdown' }));
}

/** @returns {[name: string, row: string][]} */
function readRows() {
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  return [...text.matchAll(/^\| `([\w.-]+)` .*$/gm)].map(([row, name]) => [name, row]);
}

function line(cells) {
  return `| ${cells.join(' | ')} |`;
}
