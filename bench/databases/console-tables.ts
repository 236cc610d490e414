import type { DataSource } from 'typeorm';
import { addManyClients, settle } from './many-clients.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** All events are younger than the default retention. */
const AUDITED_DAYS = 89;
const RULES = 200;

/** Shares of the clients, by `rowid % 100`: the name, the redirect URIs and their hosts. */
const KINDS: [under: number, name: string, uris: string, hosts: string][] = [
  [45, 'ChatGPT', `["https://chatgpt.com/connector/oauth/{rowid}"]`, `["chatgpt.com"]`],
  [75, 'MCP Inspector', `["http://127.0.0.1:{port}/callback"]`, `["127.0.0.1:{port}"]`],
  [
    90,
    'Visual Studio Code',
    `["https://vscode.dev/redirect","http://127.0.0.1:33418/"]`,
    `["vscode.dev","127.0.0.1:33418"]`,
  ],
  [100, 'Assistant {rowid}', `["https://client{rowid}.example/callback"]`, `["client{rowid}.example"]`],
];

/** The SQL expression that chooses a value by a client's share. */
function byKind(values: string[]): string {
  const filled = values.map((value) =>
    `'${value}'`
      .replaceAll('{rowid}', `' || rowid || '`)
      .replaceAll('{port}', `' || (1024 + rowid % 60000) || '`),
  );
  const cases = KINDS.map(([under], at) => `WHEN rowid % 100 < ${under} THEN ${filled[at]!}`);
  return `CASE ${cases.join(' ')} END`;
}

/**
 * Fills a SQLite database with clients, an open session for every other one, two audit events per client over 89 days,
 * and rules. The database must hold one registered client.
 *
 * @param amount of clients
 */
export async function fillConsoleTables(dataSource: DataSource, amount: number): Promise<void> {
  const now = Date.now();
  await addManyClients(dataSource, 'sqlite', {
    amount: amount - 1,
    span: AUDITED_DAYS * DAY_MS,
    youngest: 0,
    halfUsed: true,
    audited: true,
  });
  // Copies share a fingerprint, unless each has a redirect URI of its own.
  await dataSource.query(
    `UPDATE dcr_clients SET
       client_name = ${byKind(KINDS.map(([, name]) => name))},
       redirect_uris = ${byKind(KINDS.map(([, , uris]) => uris))},
       redirect_hosts = ${byKind(KINDS.map(([, , , hosts]) => hosts))},
       fingerprint = CASE WHEN rowid % 100 BETWEEN 45 AND 89 THEN 'kind' || (rowid % 100 < 75) ELSE fingerprint END,
       status = CASE WHEN rowid % 1000 = 1 THEN 'pending' WHEN rowid % 20 = 2 THEN 'disabled' ELSE 'active' END,
       disabled_at = CASE WHEN rowid % 20 = 2 THEN created_at + ${HOUR_MS} END,
       last_used_at = CASE WHEN rowid % 50 = 3 THEN NULL ELSE max(created_at, ${now} - (rowid % 2000) * 1350000) END`,
  );
  await dataSource.query(
    `INSERT INTO dcr_sessions (id, client_id, subject, created_at, last_used_at, revocation_attempts)
     SELECT id, client_id, 'user' || (rowid % 20000) || '@example.com', created_at, last_used_at, 0
     FROM dcr_clients WHERE rowid % 2 = 0`,
  );
  await dataSource.query(
    `UPDATE dcr_audit_events AS event SET client_name = client.client_name, redirect_hosts = client.redirect_hosts,
       requested = json_object('client_name', client.client_name, 'redirect_uris', json(client.redirect_uris)),
       ip = '203.0.' || (client.rowid % 113) || '.' || (client.rowid % 254)
     FROM dcr_clients AS client WHERE client.client_id = event.client_id`,
  );
  await addOtherEvents(dataSource);
  await addRules(dataSource, now);
  await settle(dataSource, 'sqlite');
}

/** One more event for each registration: six in ten are refusals, the others operations on clients, and removals. */
async function addOtherEvents(dataSource: DataSource): Promise<void> {
  await dataSource.query('CREATE TEMPORARY TABLE others AS SELECT * FROM dcr_audit_events');
  await dataSource.query(
    `UPDATE others SET id = substr(id, 1, 15) || 'b' || substr(id, 17), outcome = 'rejected', type = 'client.rejected',
       client_id = NULL, error = 'invalid_redirect_uri', cause = 'redirect_uris'
     WHERE rowid % 10 < 6`,
  );
  await dataSource.query(
    `UPDATE others SET id = substr(id, 1, 15) || 'b' || substr(id, 17), outcome = NULL, requested = NULL, ip = NULL,
       user_agent = NULL, batch_id = 'batch' || (rowid / 500),
       type = CASE WHEN rowid % 10 = 6 THEN 'client.disabled' ELSE 'client.cleaned_up' END,
       actor = CASE WHEN rowid % 10 = 6 THEN 'olga@example.com' END
     WHERE rowid % 10 >= 6`,
  );
  await dataSource.query('INSERT INTO dcr_audit_events SELECT * FROM others');
  await dataSource.query('DROP TABLE others');
}

async function addRules(dataSource: DataSource, now: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO dcr_rules (id, kind, value, effect, actor, created_at)
     WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ${RULES})
     SELECT 'rule' || n, 'redirectHost', 'blocked' || n || '.example', 'deny', 'olga@example.com', ${now} - n * ${HOUR_MS}
     FROM series`,
  );
}
