import {
  DCR_SESSION_REVOKER,
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
import { auditOf, everyDatabase, seedClients, type ClientRow } from './support/clients.js';

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
          await application.nest.get(DcrSessionService).open({ clientId, subject: 'alice' });
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
      expect(result).toEqual({ matched: 4, changed: 3, revokedSessions: 6, failed: 0 });
      expect(await statuses()).toEqual([1, 0, 4]);
      for (const { clientId, clientName, status } of clients) {
        const events = await auditOf(application, clientId, 'client.disabled');
        expect(events).toMatchObject(clientName.startsWith('spam') && status === 'active' ? [by] : []);
      }
      const again = await admin.disableClients({ search: 'spam' }, by);
      expect(again).toEqual({ matched: 4, changed: 0, revokedSessions: 0, failed: 0 });
    });

    test('enables, revokes and deletes only the matching clients', async () => {
      await seed([{ status: 'pending' }, { status: 'pending' }, { status: 'disabled' }, {}], 1);
      const changed = (matched: number, revokedSessions = 0) => ({
        matched,
        changed: matched,
        revokedSessions,
        failed: 0,
      });
      expect(await admin.enableClients({ status: 'pending' }, by)).toEqual(changed(2));
      expect(await statuses()).toEqual([3, 0, 1]);
      expect(await admin.revokeClientsSessions({ neverUsed: false }, by)).toEqual(changed(1, 1));
      expect(await admin.deleteClients({ status: 'active' }, by)).toEqual(changed(3));
      expect(await statuses()).toEqual([0, 0, 1]);
    });

    test.each(['disableClients', 'enableClients', 'revokeClientsSessions', 'deleteClients'] as const)(
      'only counts in a dry run of %s',
      async (form) => {
        const clients = await seed([{}, {}, { status: 'pending' }], 1);
        const result = await admin[form]({ source: 'dcr' }, by, { dryRun: true });
        expect(result).toEqual({ matched: 3, changed: 0, revokedSessions: 0, failed: 0 });
        expect(await statuses()).toEqual([2, 1, 0]);
        for (const { clientId } of clients) expect(await auditOf(application, clientId)).toEqual([]);
      },
    );

    test('continues when one client fails, and counts the failures', async () => {
      const [first] = await seed([{}, {}, {}], 2);
      failFor.add(first!.clientId);
      const result = await admin.disableClients({ all: true }, by);
      expect(result).toEqual({ matched: 3, changed: 3, revokedSessions: 4, failed: 1 });
      expect(await statuses()).toEqual([0, 0, 3]);
    });

    test('continues when the database refuses one client, and leaves that client unchanged', async () => {
      const clients = await seed([{}, {}, {}], 0);
      const refused = clients[1]!.clientId;
      await refuseAuditOf(application, refused);
      const result = await admin.disableClients({ all: true }, by);
      expect(result).toEqual({ matched: 3, changed: 2, revokedSessions: 0, failed: 1 });
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
