// Runs the suites in each configuration of configurations.js, one after the other.
//
//   npm run test:matrix                    runs all configurations, and writes RESULTS.md
//   npm run test:matrix -- replica cache   runs some configurations
//   npm run test:matrix -- --slice         runs what .ci/run runs; Vitest's reports go to the folder in DCR_TEST_REPORTS
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CONFIGURATIONS } from './configurations.js';
import { writeResults } from './write-results.js';

const { values, positionals } = parseArgs({
  options: { slice: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !CONFIGURATIONS.some(({ variant }) => variant === name));
if (unknown) {
  const names = CONFIGURATIONS.map(({ variant }) => variant).join(', ');
  console.error(`Unknown configuration "${unknown}". Choose from: ${names}.`);
  process.exit(2);
}
const chosen = CONFIGURATIONS.filter(
  ({ variant }) => positionals.length === 0 || positionals.includes(variant),
);
const reports = process.env['DCR_TEST_REPORTS'] ?? mkdtempSync(join(tmpdir(), 'nestjs-dcr-matrix-'));

/** @param {import('./configurations.js').Configuration} configuration */
function run({ variant, title, suites, slice }) {
  console.log(`\n=== ${title}`);
  const report = join(reports, `test-matrix-${variant}.json`);
  const files = values.slice ? slice : suites;
  // Some configurations need several times as many statements as the plain one: the query cache, for example.
  const vitest = ['vitest', 'run', ...files, '--testTimeout=60000', '--reporter=default', '--reporter=json'];
  const started = performance.now();
  const { status } = spawnSync('npx', [...vitest, `--outputFile.json=${report}`], {
    stdio: 'inherit',
    env: { ...process.env, DCR_TEST_VARIANT: variant },
  });
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
  const seconds = Math.round((performance.now() - started) / 1_000);
  // A run without any test proves nothing.
  return { variant, title, passed, failed, seconds, isGood: status === 0 && failed === 0 && passed > 0 };
}

const results = chosen.map((configuration) => run(configuration));
console.table(results.map(({ variant, passed, failed, seconds }) => ({ variant, passed, failed, seconds })));
if (!values.slice && chosen.length === CONFIGURATIONS.length) writeResults(results);
process.exit(results.every(({ isGood }) => isGood) ? 0 : 1);
