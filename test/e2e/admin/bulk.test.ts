import {
  type BulkResult,
  DCR_SESSION_REVOKER,
  type DcrActor,
  DcrAdminService,
  DcrAuditEvent,
  DcrClient,
  type DcrSession,
  DcrSessionService,
} from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { tableName } from '../../support/table-name.js';
import {
  ago,
  auditOf,
  everyDatabase,
  HOUR,
  seedClients,
  seedSession,
  type ClientRow,
} from './support/clients.js';

const batchId = expect.stringMatching(/^[\da-f-]{36}$/) as string;
const by = { actor: 'root', reason: 'tidying up' };

describeDatabases(
  'a bulk operation',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    const failFor = new Set<string>();
    const revoker = {
      revoke: ({ clientId }: DcrSession) =>
        failFor.has(clientId) ? Promise.reject(new Error('no answer')) : Promise.resolve(),
    };
    beforeAll(async () => {
      const providers = [{ provide: DCR_SESSION_REVOKER, useValue: revoker }];
      application = await startApplication({ database, dcr: { enabled: true }, providers });
      admin = application.nest.get(DcrAdminService);
    });
    beforeEach(async () => {
      failFor.clear();
      await application.dataSource.createQueryBuilder().delete().from(DcrClient).execute();
    });
    afterAll(() => application?.close());

    const seed = async (rows: ClientRow[], sessions: number) => {
      const clients = await seedClients(application, rows);
      for (const { clientId, status } of clients) {
        if (status !== 'active') continue;
        for (let at = 0; at < sessions; at++) {
          await application.nest.get(DcrSessionService).open({ clientId, subject: `user ${at}` });
        }
      }
      return clients;
    };
    const statuses = async () => {
      const { counts } = await admin.listClients();
      return [counts.active, counts.pending, counts.disabled];
    };

    test('disables the matching clients with their sessions, and no others', async () => {
      const rows = ['spam 1', 'spam 2', 'spam 3', 'good'].map((clientName) => ({ clientName }));
      const clients = await seed([...rows, { clientName: 'spam 4', status: 'disabled' }], 2);
      const result = await admin.disableClients({ search: 'SPAM' }, by);
      expect(result).toEqual({ batchId, matched: 4, changed: 3, revokedSessions: 6, failed: 0, subjects: 2 });
      expect(await statuses()).toEqual([1, 0, 4]);
      for (const { clientId, clientName, status } of clients) {
        const events = await auditOf(application, clientId, 'client.disabled');
        expect(events).toMatchObject(clientName.startsWith('spam') && status === 'active' ? [by] : []);
      }
      const again = await admin.disableClients({ search: 'spam' }, by);
      expect(again).toEqual({ batchId, matched: 4, changed: 0, revokedSessions: 0, failed: 0, subjects: 0 });
    });

    test('enables, revokes and deletes only the matching clients', async () => {
      await seed([{ status: 'pending' }, { status: 'pending' }, { status: 'disabled' }, {}], 1);
      const changed = (matched: number, revokedSessions = 0) => ({
        batchId,
        matched,
        changed: matched,
        revokedSessions,
        failed: 0,
        subjects: revokedSessions,
      });
      expect(await admin.enableClients({ status: 'pending' }, by)).toEqual(changed(2));
      expect(await statuses()).toEqual([3, 0, 1]);
      expect(await admin.revokeClientsSessions({ neverUsed: false }, by)).toEqual(changed(1, 1));
      expect(await admin.deleteClients({ status: 'active' }, by)).toEqual(changed(3));
      expect(await statuses()).toEqual([0, 0, 1]);
    });

    test('reports its progress at the start and after each client', async () => {
      await seed([{}, {}, {}], 1);
      const reported: BulkResult[] = [];
      const result = await admin.disableClients({ all: true }, by, {
        onProgress: (soFar) => reported.push(soFar),
      });
      expect(reported.map(({ matched, changed, subjects }) => [matched, changed, subjects])).toEqual([
        [0, 0, 0],
        [1, 1, 1],
        [2, 2, 1],
        [3, 3, 1],
      ]);
      expect(reported.at(-1)).toEqual(result);
    });

    test.each(['disableClients', 'enableClients', 'revokeClientsSessions', 'deleteClients'] as const)(
      'only counts in a dry run of %s',
      async (form) => {
        const clients = await seed([{}, {}, { status: 'pending' }], 2);
        const result = await admin[form]({ source: 'dcr' }, by, { dryRun: true });
        const subjects = form === 'enableClients' ? 0 : 2;
        expect(result).toEqual({ batchId, matched: 3, changed: 0, revokedSessions: 0, failed: 0, subjects });
        expect(await admin.listAuditEvents({ batchId: result.batchId })).toEqual({ items: [] });
        expect(await statuses()).toEqual([2, 1, 0]);
        for (const { clientId } of clients) expect(await auditOf(application, clientId)).toEqual([]);
      },
    );

    test('counts each person once, and only those whose sessions it ends', async () => {
      const [one, two, other] = await seed([{}, {}, {}], 0);
      const open = (clientId: string, subject: string) =>
        application.nest.get(DcrSessionService).open({ clientId, subject });
      for (const subject of ['alice', 'bob']) await open(one!.clientId, subject);
      for (const subject of ['bob', 'carol']) await open(two!.clientId, subject);
      await open(other!.clientId, 'dave');
      await seedSession(application, two!.clientId, { subject: 'ended', closedAt: ago(HOUR) });
      await seedSession(application, two!.clientId, { subject: 'expired', expiresAt: ago(HOUR) });
      const filter = { clientIds: [one!.clientId, two!.clientId] };
      const preview = await admin.deleteClients(filter, by, { dryRun: true });
      expect(preview).toMatchObject({ matched: 2, subjects: 3 });
      expect(await admin.deleteClients(filter, by)).toMatchObject({ revokedSessions: 4, subjects: 3 });
      const similar = await admin.disableClients({ similarTo: other!.clientId, status: 'active' }, by, {
        dryRun: true,
      });
      expect(similar).toMatchObject({ matched: 1, subjects: 1 });
    });

    test('marks its events with its batch, and those of no other operation', async () => {
      const clients = await seed([{}, {}], 1);
      const first = await admin.revokeClientsSessions({ all: true }, by);
      const second = await admin.disableClients({ all: true }, by);
      await admin.enableClient(clients[0]!.clientId, { ...by, batchId: second.batchId } as DcrActor);
      const typesOf = async (batch: string) =>
        (await admin.listAuditEvents({ batchId: batch })).items.map(({ type }) => type);
      expect(await typesOf(first.batchId)).toEqual(['client.sessions_revoked', 'client.sessions_revoked']);
      expect(await typesOf(second.batchId)).toEqual(['client.disabled', 'client.disabled']);
    });

    test('continues when one client fails, and counts the failures', async () => {
      const [first] = await seed([{}, {}, {}], 2);
      failFor.add(first!.clientId);
      const result = await admin.disableClients({ all: true }, by);
      expect(result).toEqual({ batchId, matched: 3, changed: 3, revokedSessions: 4, failed: 1, subjects: 2 });
      expect(await statuses()).toEqual([0, 0, 3]);
    });

    test('continues when the database refuses one client, and leaves that client unchanged', async () => {
      const clients = await seed([{}, {}, {}], 0);
      const refused = clients[1]!.clientId;
      await refuseAuditOf(application, refused);
      const result = await admin.disableClients({ all: true }, by);
      expect(result).toEqual({ batchId, matched: 3, changed: 2, revokedSessions: 0, failed: 1, subjects: 0 });
      expect(await admin.getClient(refused)).toMatchObject({ client: { status: 'active' } });
      await application.dataSource.query(`DROP TRIGGER refuse_one${onTable(application)}`);
    });
  },
  everyDatabase,
);

const onTable = ({ dataSource }: TestApplication) =>
  dataSource.options.type === 'postgres' ? ` ON ${tableName(dataSource, DcrAuditEvent)}` : '';

/** Makes the database refuse the audit row of one client. */
async function refuseAuditOf({ dataSource }: TestApplication, clientId: string): Promise<void> {
  const metadata = dataSource.getMetadata(DcrAuditEvent);
  const column = dataSource.driver.escape(metadata.findColumnWithPropertyName('clientId')!.databaseName);
  const before = `CREATE TRIGGER refuse_one BEFORE INSERT ON ${tableName(dataSource, DcrAuditEvent)} FOR EACH ROW`;
  if (dataSource.options.type === 'postgres') {
    await dataSource.query(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no' USING ERRCODE = '23514'; END $$",
    );
    await dataSource.query(`${before} WHEN (NEW.${column} = '${clientId}') EXECUTE FUNCTION refuse()`);
  } else if (dataSource.options.type === 'mariadb') {
    await dataSource.query(
      `${before} IF NEW.${column} = '${clientId}' THEN SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 4025; END IF`,
    );
  } else {
    await dataSource.query(
      `${before} WHEN NEW.${column} = '${clientId}' BEGIN SELECT RAISE(ABORT, 'no'); END`,
    );
  }
}
