import { readFileSync, writeFileSync } from 'node:fs';

/** @param {{ variant: string, title: string, passed: number, failed: number, seconds: number }[]} results */
export function writeResults(results) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const text = [
    '# The test matrix',
    '',
    `Written by \`npm run test:matrix\` on ${new Date().toISOString().slice(0, 10)}, for version ${version} on Node.js ${process.versions.node}.`,
    '[configurations.js](configurations.js) lists the suites, and the slice that `.ci/run` runs.',
    '',
    line('configuration', '`DCR_TEST_VARIANT`', 'tests passed', 'failed', 'seconds'),
    line('---', '---', '---', '---', '---'),
    ...results.map(({ variant, title, passed, failed, seconds }) =>
      line(title, `\`${variant}\``, passed, failed, seconds),
    ),
    '',
  ].join('\n');
  writeFileSync('test/matrix/RESULTS.md', text);
}

function line(...cells) {
  return `| ${cells.join(' | ')} |`;
}
