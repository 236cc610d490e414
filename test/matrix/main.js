// Runs the suites in each configuration of configurations.js, one after the other.
//
//   npm run test:matrix                    runs all configurations
//   npm run test:matrix -- replica cache   runs some configurations
//   npm run test:matrix -- --slice         runs what .ci/run runs; Vitest's reports go to the folder in DCR_TEST_REPORTS
//
// Without `--slice`, each configuration that has run gets a new row in RESULTS.md.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CONFIGURATIONS } from './configurations.js';
import { runConfiguration } from './run-configuration.js';
import { writeResults } from './write-results.js';

const { values, positionals } = parseArgs({
  options: { slice: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((wanted) => !CONFIGURATIONS.some(({ name }) => name === wanted));
if (unknown) {
  const names = CONFIGURATIONS.map(({ name }) => name).join(', ');
  console.error(`Unknown configuration "${unknown}". Choose from: ${names}.`);
  process.exit(2);
}
const reports = process.env['DCR_TEST_REPORTS'] ?? mkdtempSync(join(tmpdir(), 'nestjs-dcr-reports-'));

const results = [];
for (const configuration of CONFIGURATIONS) {
  if (positionals.length > 0 && !positionals.includes(configuration.name)) continue;
  if (values.slice && configuration.slice.length === 0) continue;
  const result = runConfiguration(configuration, values.slice, reports);
  results.push(result);
  // At once, so that a run that is stopped keeps what it has.
  if (!values.slice) await writeResults([result]);
}
console.table(
  results.map(({ name, on, passed, failed, seconds }) => ({ name, on, passed, failed, seconds })),
);
process.exit(results.every(({ isGood }) => isGood) ? 0 : 1);
