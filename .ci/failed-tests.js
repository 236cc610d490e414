// node .ci/failed-tests.js <report>   prints the tests that failed in a JSON report of Vitest
import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';

const report = process.argv[2];
const { testResults } = JSON.parse(readFileSync(report, 'utf8'));

for (const { name, status, message, assertionResults } of testResults) {
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) {
    // A file whose imports or hooks failed reports no failed test.
    failed.push({ fullName: 'the whole file', failureMessages: [message] });
  }
  for (const { fullName, failureMessages } of failed) {
    const reason = failureMessages.join('\n').split('\n').slice(0, 6).join('\n    ');
    console.log(`${basename(report, '.json')}: ${relative('.', name)}: ${fullName}\n    ${reason}`);
  }
}
