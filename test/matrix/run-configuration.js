import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyWorkTree, versionsIn } from './work-copy.js';

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {string} title
 * @property {string} on the versions that it ran on
 * @property {number} passed
 * @property {number} failed
 * @property {number} seconds
 * @property {boolean} isGood
 */

/**
 * @param {import('./configurations.js').Configuration} configuration
 * @param {boolean} isSlice
 * @param {string} reports the folder for Vitest's reports
 * @returns {Result}
 */
export function runConfiguration(configuration, isSlice, reports) {
  const { name, title, copy } = configuration;
  console.log(`\n=== ${title}`);
  const started = performance.now();
  const result = { name, title, on: '', passed: 0, failed: 0, seconds: 0, isGood: true };
  const place = copy ? copyWorkTree(copy) : thisWorkTree(name);
  try {
    result.on = versionsIn(place);
    if (copy?.node)
      execFileSync('npm', ['run', 'build'], { cwd: place.folder, env: place.env, stdio: 'inherit' });
    for (const [index, filters] of vitestRuns(configuration, isSlice).entries()) {
      const { passed, failed, isGood } = runVitest(
        place,
        filters,
        join(reports, `test-matrix-${name}-${index}.json`),
      );
      result.passed += passed;
      result.failed += failed;
      result.isGood &&= isGood;
    }
  } finally {
    place.remove();
  }
  result.seconds = Math.round((performance.now() - started) / 1_000);
  return result;
}

/** @returns {import('./work-copy.js').Place} */
function thisWorkTree(variant) {
  const env = { ...process.env, DCR_TEST_VARIANT: variant };
  return { folder: process.cwd(), env, remove: () => undefined };
}

/** The arguments of each run. test/package has its own configuration, because it needs the build. */
function vitestRuns({ suites, slice, copy }, isSlice) {
  const runs = [isSlice ? slice : suites];
  if (copy?.node) {
    const titles = isSlice ? ['--testNamePattern', copy.packageSlice] : [];
    runs.push(['--config', 'test/package/vitest.config.ts', ...titles]);
  }
  return runs;
}

function runVitest({ folder, env }, filters, report) {
  const args = ['run', ...filters, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync('npx', ['vitest', ...args], { cwd: folder, env, stdio: 'inherit' });
  if (!existsSync(report)) return { passed: 0, failed: 0, isGood: false };
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
  // A run without any test proves nothing.
  return { passed, failed, isGood: status === 0 && failed === 0 && passed > 0 };
}
