import type { DataSource } from 'typeorm';
import type { BenchContext, Group } from '../context.js';
import { Contender } from '../contenders.js';
import { fillConsoleTables } from '../databases/console-tables.js';
import { deepCursor } from '../databases/cursors.js';
import { dcr } from '../plans.js';
import type { Goal } from '../report/result.js';
import { show, showSpread } from '../report/result.js';
import { spread } from '../statistics.js';

const CLIENTS = 100_000;
const MAX_MS = 500;
/** Requests for a page in each round. */
const REQUESTS = 3;
const PAGE_SIZE = 50;

const plan = {
  ...dcr('express', 'sqlite'),
  label: 'nestjs-dcr with its console, Express, SQLite',
  script: 'servers/console.js',
};

const REFUSED = JSON.stringify({
  client_name: 'Blocked',
  redirect_uris: ['https://blocked7.example/callback'],
});

/** The pages, by the path below the console's. */
async function pagesOf(dataSource: DataSource): Promise<[name: string, path: string][]> {
  const { cursor } = await deepCursor(dataSource, '-createdAt', CLIENTS - PAGE_SIZE);
  const [client] = await dataSource.query<{ client_id: string }[]>(
    `SELECT client_id FROM dcr_clients WHERE client_name = 'ChatGPT' AND rowid % 2 = 0 LIMIT 1`,
  );
  const [event] = await dataSource.query<{ batch_id: string }[]>(
    `SELECT batch_id FROM dcr_audit_events WHERE type = 'client.disabled' LIMIT 1`,
  );
  const monthAgo = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 16);
  return [
    ['Overview, 7 days', '?days=7'],
    ['Overview, 30 days', ''],
    ['Overview, 90 days', '?days=90'],
    ['Clients, first page', '/clients'],
    ['Clients, last page', `/clients?cursor=${cursor}`],
    ['Clients by last use', '/clients?sort=-lastUsedAt'],
    ['Clients, idle', '/clients?use=idle'],
    ['Clients, search with many hits', '/clients?search=chatgpt'],
    ['Clients, search without a hit', '/clients?search=nothing-like-this'],
    ['Clients of chatgpt.com', '/clients?redirectHost=chatgpt.com'],
    ['Clients by redirect host', '/hosts'],
    ['A client', `/clients/${client!.client_id}`],
    ['A client, disable', `/clients/${client!.client_id}/disable`],
    ['A client, disable and block', `/clients/${client!.client_id}/block`],
    ['Sessions', '/sessions'],
    ['Sessions of a user', '/sessions?subject=user18@example.com'],
    ['End a session', '/sessions/any/revoke'],
    ['Pending', '/pending'],
    ['Rules', '/rules'],
    ['Rules, preview of chatgpt.com', '/rules/new?kind=redirectHost&value=chatgpt.com&effect=deny'],
    ['Remove a rule', '/rules/any/remove'],
    ['Audit, first page', '/audit'],
    ['Audit, search with many hits', '/audit?search=chatgpt'],
    ['Audit, search without a hit', '/audit?search=nothing-like-this'],
    ['Audit, search of all events without a hit', '/audit?search=nothing-like-this&period=all'],
    ['Audit, rejected since 30 days', `/audit?outcome=rejected&from=${monthAgo}`],
    ['Audit, cause without an event', '/audit?cause=policy_timeout'],
    ['Audit, address without an event', '/audit?ip=198.51.100.7'],
    ['Audit, operator', '/audit?actor=olga@example.com'],
    ['Audit, events of a client', `/audit?clientId=${client!.client_id}`],
    ['Audit, events of an operation', `/audit?batchId=${event!.batch_id}`],
    [
      'Dry run: disable the clients of chatgpt.com',
      '/bulk?operation=disable&which=all&redirectHost=chatgpt.com',
    ],
    ['Dry run: delete idle clients', '/bulk?operation=delete&which=all&use=idle'],
    ['Dry run of the cleanup', '/cleanup'],
    ['Why was it refused?', `/explain?request=${encodeURIComponent(REFUSED)}`],
  ];
}

interface Took {
  /** Of each request, ms. */
  wall: number[];
  /** CPU time per request, ms; one number per round. */
  cpu: number[];
}

async function fetchPage(url: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, { redirect: 'manual' });
  await response.text();
  const took = performance.now() - started;
  if (response.status !== 200) throw new Error(`${url} was answered ${response.status}.`);
  return took;
}

async function run({ options, databases, say }: BenchContext) {
  const contender = await Contender.start(plan, databases);
  const took = new Map<string, Took>();
  let events = 0;
  try {
    // Now that it has swept, it does not sweep again within the hour.
    await contender.server.ask({ ask: 'cleanUp' });
    const dataSource = await databases.open(contender.storage!);
    let pages: Awaited<ReturnType<typeof pagesOf>>;
    try {
      await fillConsoleTables(dataSource, CLIENTS);
      pages = await pagesOf(dataSource);
    } finally {
      await dataSource.destroy();
    }
    [events] = (await databases.count(contender.storage!, 'SELECT COUNT(*) FROM dcr_audit_events')) as [
      number,
    ];
    say(`${events} audit events`);
    for (let round = 1; round <= options.rounds; round++) {
      for (const [name, path] of pages) {
        const noted = took.get(name) ?? { wall: [], cpu: [] };
        took.set(name, noted);
        const before = await contender.server.usage();
        for (let request = 0; request < REQUESTS; request++)
          noted.wall.push(await fetchPage(contender.server.url(`/console${path}`)));
        noted.cpu.push(((await contender.server.usage()).cpu - before.cpu) / REQUESTS);
      }
      say(`pages, round ${round} of ${options.rounds}`);
    }
  } finally {
    await contender.stop();
  }
  const goals: Goal[] = [...took].map(([name, { wall }]) => ({
    work: `console: ${name}`,
    against: 'absolute time',
    goal: { atMost: MAX_MS },
    unit: 'ms',
    measured: spread(wall),
  }));
  return {
    title: 'Pages of the console',
    about:
      `${CLIENTS.toLocaleString('en')} clients in SQLite, of which 45 % are ChatGPT's, each with a redirect URI of its own, and 30 % use a loopback port of their own. ` +
      `${(CLIENTS / 2).toLocaleString('en')} open sessions, and ${events.toLocaleString('en')} audit events over 89 days. Each page is requested ${REQUESTS} times in each of ${options.rounds} rounds, ` +
      'the pages in turn; its counts are not cached, except the days of the overview of 90 days. The slowest request may be the first one. CPU time is that of the application.',
    tables: [
      {
        head: ['page', 'median, ms', 'slowest, ms', 'CPU time, ms', `≤ ${MAX_MS} ms`],
        rows: [...took].map(([name, { wall, cpu }]) => {
          const { median, max } = spread(wall);
          return [
            name,
            show(median),
            show(max),
            showSpread(spread(cpu)),
            median <= MAX_MS ? 'yes' : '**no**',
          ];
        }),
      },
    ],
    goals,
  };
}

export const console: Group = { name: 'console', run };
