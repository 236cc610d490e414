import { BenchDatabases } from './databases/bench-databases.js';
import { findPostgres } from './databases/postgres-server.js';
import { groups } from './groups/index.js';
import { readOptions } from './options.js';
import { installPeers } from './peers.js';
import { machine } from './report/machine.js';
import type { GroupResult } from './report/result.js';
import { writeReport } from './report/write-report.js';

const options = readOptions(groups.map(({ name }) => name));
const chosen = groups.filter(({ name }) => options.only === undefined || options.only === name);
const started = performance.now();

function say(text: string): void {
  const seconds = Math.round((performance.now() - started) / 1_000);
  console.log(`${String(seconds).padStart(4)} s  ${text}`);
}

installPeers();
const server = await findPostgres();
const databases = new BenchDatabases(server);
const results: GroupResult[] = [];
const failures: string[] = [];

async function cleanUp(): Promise<void> {
  await databases.dropAll();
  await server.stop();
}
async function giveUp(reason: unknown): Promise<void> {
  console.error(reason);
  await cleanUp().catch(console.error);
  process.exit(1);
}
for (const event of ['SIGINT', 'SIGTERM', 'uncaughtException'])
  process.once(event, (reason: unknown) => void giveUp(reason));

try {
  say(server.description);
  for (const group of chosen) {
    say(`--- ${group.name}`);
    try {
      results.push(await group.run({ options, databases, say }));
    } catch (error) {
      // Keep the results of the other groups.
      failures.push(`${group.name}: ${String(error)}`);
      console.error(error);
    }
  }
} finally {
  await cleanUp();
}
const took = (performance.now() - started) / 60_000;
const written = await writeReport({
  results,
  failures,
  options,
  machine: machine(server.description),
  minutes: took,
});
console.log(`\n${written.text}\nWritten to ${written.file}`);
process.exit(failures.length > 0 ? 1 : 0);
