// Adds the packed package to applications that `nest new` makes, as docs/existing-application.md says, one set-up after the other.
//
//   npm run test:setups                     runs all set-ups
//   npm run test:setups -- nest-11-jest     runs some set-ups
//
// Each set-up that has run gets a new row in ../RESULTS.md. With DCR_TEST_KEEP set, the applications stay.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './postgres.js';
import { runSetup } from './run-setup.js';
import { SETUPS } from './setups.js';
import { writeResult } from './write-result.js';

const chosen = process.argv.slice(2);
const unknown = chosen.find((wanted) => !SETUPS.some(({ name }) => name === wanted));
if (unknown) {
  const names = SETUPS.map(({ name }) => name).join(', ');
  console.error(`Unknown set-up "${unknown}". Choose from: ${names}.`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'nestjs-dcr-setups-'));
const pack = ['pack', './package', '--silent', '--pack-destination', folder];
const tarball = join(folder, execFileSync('npm', pack, { encoding: 'utf8' }).trim());
const postgres = await startPostgres(folder);
let failed = 0;
try {
  for (const setup of SETUPS) {
    if (chosen.length > 0 && !chosen.includes(setup.name)) continue;
    console.log(`\n=== ${setup.name}`);
    const result = await runSetup(setup, { folder, tarball, postgres });
    console.log(`--- ${result.outcome} (${result.seconds} s)`);
    if (result.outcome !== 'passed') failed++;
    // At once, so that a run that is stopped keeps what it has.
    await writeResult(setup, result);
  }
} finally {
  await postgres.stop();
  if (!process.env['DCR_TEST_KEEP']) rmSync(folder, { recursive: true, force: true });
}
process.exit(failed > 0 ? 1 : 0);
