import type { DataSource } from 'typeorm';
import type { BenchContext, Group } from '../context.js';
import { Contender } from '../contenders.js';
import { addManyClients, settle } from '../databases/many-clients.js';
import { dcr } from '../plans.js';
import type { Question } from '../servers/announce.js';
import { type Goal, showSpread } from '../report/result.js';
import { percentile, type Spread, spread } from '../statistics.js';

const HOUR_MS = 3_600_000;
/** Above this number of clients, the counts are cached. One of them has registered. */
const CLIENTS = 100_000;
const MAX_MS = 500;

/** Shares of a table that is in use: ChatGPT, desktop clients on ports of their own, an editor, and hosts of one client. */
const HOSTS = `CASE WHEN rowid % 100 < 45 THEN '["chatgpt.com"]'
  WHEN rowid % 100 < 75 THEN '["127.0.0.1:' || (1024 + rowid % 60000) || '"]'
  WHEN rowid % 100 < 90 THEN '["insiders.vscode.dev","vscode.dev","127.0.0.1","127.0.0.1:33418"]'
  ELSE '["client' || rowid || '.example"]' END`;

const calls: [name: string, question: Question][] = [
  ['listRedirectHosts()', { ask: 'listRedirectHosts', times: 5 }],
  [
    "listClients({ redirectHost: 'chatgpt.com' })",
    { ask: 'listClients', redirectHost: 'chatgpt.com', times: 5 },
  ],
  ["listClients({ redirectHost: 'loopback' })", { ask: 'listClients', redirectHost: 'loopback', times: 5 }],
];

async function fill(dataSource: DataSource): Promise<void> {
  const plan = { amount: CLIENTS - 1, span: 40 * HOUR_MS, youngest: 0, halfUsed: true, audited: false };
  await addManyClients(dataSource, 'sqlite', plan);
  await dataSource.query(`UPDATE dcr_clients SET redirect_hosts = ${HOSTS}`);
  // Every other client has an open session.
  await dataSource.query(
    `INSERT INTO dcr_sessions (id, client_id, subject, created_at, revocation_attempts)
     SELECT id, client_id, 'user', created_at, 0 FROM dcr_clients WHERE rowid % 2 = 0`,
  );
  await settle(dataSource, 'sqlite');
}

async function run({ options, databases, say }: BenchContext) {
  const contender = await Contender.start(dcr('fastify', 'sqlite'), databases);
  const took = new Map<string, { wall: Spread; cpu: Spread }>();
  try {
    const dataSource = await databases.open(contender.storage!);
    try {
      await fill(dataSource);
    } finally {
      await dataSource.destroy();
    }
    for (const [name, question] of calls) {
      const [walls, cpus]: [number[], number[]] = [[], []];
      for (let round = 1; round <= options.rounds; round++) {
        const before = await contender.server.usage();
        const times = await contender.server.ask<number[]>(question);
        cpus.push(((await contender.server.usage()).cpu - before.cpu) / times.length);
        walls.push(percentile(times, 0.5));
      }
      took.set(name, { wall: spread(walls), cpu: spread(cpus) });
      say(`${name}: ${showSpread(spread(walls))} ms`);
    }
  } finally {
    await contender.stop();
  }
  const goals: Goal[] = [...took].map(([name, { wall }]) => ({
    work: `${name}, ${CLIENTS.toLocaleString('en')} clients, SQLite`,
    against: 'absolute time',
    goal: { atMost: MAX_MS },
    unit: 'ms',
    measured: wall,
  }));
  return {
    title: 'Redirect hosts',
    about:
      `${CLIENTS.toLocaleString('en')} clients in SQLite, of which 45 % are ChatGPT's and 30 % use a loopback port of their own; 10 % have a host of their own. ` +
      'Half of the clients have an open session. The calls are made within the application, and their counts are not cached.',
    tables: [
      {
        head: ['call', 'time, ms', 'CPU time, ms'],
        rows: [...took].map(([name, { wall, cpu }]) => [name, showSpread(wall), showSpread(cpu)]),
      },
    ],
    goals,
  };
}

export const hosts: Group = { name: 'hosts', run };
