import { DcrAdminService, DcrClientService, DcrRegistrationService, DcrSessionService } from 'nestjs-dcr';
import { expect, test } from 'vitest';
import { describeDatabases } from '../support/databases.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { postJson } from '../support/http.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { multiply } from './many-rows.js';
import { planOf, queriesOf, type RecordedQuery } from './recorded-queries.js';

const ROWS = 100_000;

/** Counts and searches read the whole table, as documented. */
const READS_ALL = /COUNT\(|SUM\(|LIKE|GLOB|STRPOS/i;
/** The first page of a list is the start of the index that orders it. */
const FIRST_PAGE = /^SELECT (?!.* WHERE ).* ORDER BY .* LIMIT \d+$/s;
/** A scan of a whole table or a whole index. */
const SCAN = {
  postgres: /Seq Scan on (dcr_(?!state)\w+)/,
  sqlite: /^SCAN (?!dcr_state|state|\d+(?: CONSTANT|-ROW VALUES))(?:.*)$/m,
};

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeKCiuNzYbQvkD8HHq6s';

describeDatabases(
  'no query of the module scans a whole table with 100,000 rows',
  (database) => {
    test('because each uses an index', async () => {
      const application = await startApplication({
        database,
        dcr: {
          enabled: true,
          maxRegistrationsPerWindow: 1_000,
          instances: 'shared',
          cleanup: { idleAfter: 25 * 86_400_000 },
        },
      });
      try {
        const { redirectUri, clientId, sessionId } = await prepare(application);
        const { dataSource } = application;
        await multiply(dataSource, ROWS);
        const queries = await queriesOf(dataSource, () =>
          useEverything(application, { clientId, redirectUri, sessionId }),
        );
        expect(queries.length).toBeGreaterThan(30);
        expect(await scanning(application, queries)).toEqual([]);
      } finally {
        await application.close();
      }
    }, 120_000);
  },
  ['better-sqlite3', 'postgres'],
);

async function prepare(application: TestApplication) {
  // Read by the next registration: each change of the rules loads all of them, once.
  const rule = { kind: 'redirectHost', value: 'evil.example', effect: 'deny' } as const;
  await application.nest.get(DcrAdminService).addRule(rule);
  await postJson(`${application.url}/register`, goodRegistration);
  const registered = await application.nest.get(DcrRegistrationService).register(goodRegistration);
  const session = await application.nest
    .get(DcrSessionService)
    .open({ clientId: registered.client_id, subject: 'someone', externalId: 'grant' });
  return { clientId: registered.client_id, redirectUri: registered.redirect_uris[0]!, sessionId: session.id };
}

interface Known {
  clientId: string;
  redirectUri: string;
  sessionId: string;
}

async function useEverything(
  application: TestApplication,
  { clientId, redirectUri, sessionId }: Known,
): Promise<void> {
  const clients = application.nest.get(DcrClientService);
  const sessions = application.nest.get(DcrSessionService);
  const admin = application.nest.get(DcrAdminService);
  // A client that is new, and then one that this process knows.
  for (const client_name of ['New', 'New'])
    await postJson(`${application.url}/register`, { ...goodRegistration, client_name });
  await clients.findActive(clientId);
  await clients.authorize({
    clientId,
    redirectUri,
    responseType: 'code',
    codeChallenge: challenge,
    codeChallengeMethod: 'S256',
  });
  await clients.authenticate({ clientId, grantType: 'authorization_code' });
  await sessions.requireActive(sessionId);
  await sessions.findByExternalId('grant');
  await sessions.close((await sessions.open({ clientId, subject: 'someone' })).id);
  for (const sort of ['createdAt', '-createdAt', 'lastUsedAt', '-lastUsedAt'] as const) {
    const { nextCursor } = await admin.listClients({ sort });
    await admin.listClients({ sort, cursor: nextCursor! });
  }
  await admin.listClients({ status: 'pending' });
  await admin.listClients({ source: 'manual' });
  await admin.listClients({ search: 'example' });
  await admin.getClient(clientId);
  const { nextCursor } = await admin.listAuditEvents();
  await admin.listAuditEvents({ cursor: nextCursor! });
  await admin.listAuditEvents({ clientId });
  const { nextCursor: more } = await admin.listRules();
  await admin.listRules({ cursor: more! });
  await admin.statistics();
  await admin.revokeSessions(clientId);
  await admin.disableClient(clientId);
  await admin.enableClient(clientId);
  await admin.disableClients({ clientIds: [clientId] });
  await admin.deleteClient(clientId);
  await admin.cleanUp({ dryRun: true });
  await admin.cleanUp();
}

async function scanning({ dataSource }: TestApplication, queries: RecordedQuery[]): Promise<string[]> {
  const scan = dataSource.options.type === 'postgres' ? SCAN.postgres : SCAN.sqlite;
  const distinct = new Map(queries.map((query) => [query.sql, query]));
  const found: string[] = [];
  for (const query of distinct.values()) {
    if (READS_ALL.test(query.sql)) continue;
    const plan = await planOf(dataSource, query);
    const isOrdered = FIRST_PAGE.test(query.sql) && /USING (?:COVERING )?INDEX/.test(plan);
    if (scan.test(plan) && !isOrdered) found.push(`${query.sql}\n${plan}`);
  }
  return found;
}
