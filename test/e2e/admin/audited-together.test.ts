import { DcrAdminService, DcrAuditEvent, DcrClient, DcrSession, DcrState } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { tableName } from '../../support/table-name.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { refusalOf } from '../clients/authorization.js';
import { ago, DAY, everyDatabase, seedClient, seedSession } from './support/clients.js';

describeDatabases(
  'an operation that cannot be audited is not done',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    const emitted: DcrAuditEvent[] = [];
    beforeAll(async () => {
      application = await startApplication({ database, dcr: { enabled: true } });
      admin = application.nest.get(DcrAdminService);
      admin.events.subscribe((event) => emitted.push(event));
    });
    afterAll(() => application?.close());

    const everything = async () => ({
      clients: await application.dataSource.getRepository(DcrClient).find({ order: { id: 'ASC' } }),
      sessions: await application.dataSource.getRepository(DcrSession).find({ order: { id: 'ASC' } }),
      state: await application.dataSource.getRepository(DcrState).findOneBy({ name: 'registration' }),
    });
    const withoutAuditTable = async (work: () => Promise<unknown>) => {
      const move = (from: string, to: string) =>
        application.dataSource.query(`ALTER TABLE ${from} RENAME TO ${to}`);
      const table = tableName(application.dataSource, DcrAuditEvent);
      await move(table, 'dcr_audit_away');
      try {
        return await refusalOf(work());
      } finally {
        await move('dcr_audit_away', table);
      }
    };

    const operations: [string, (clientId: string) => Promise<unknown>][] = [
      ['disable', (clientId) => admin.disableClient(clientId)],
      ['enable', (clientId) => admin.enableClient(clientId)],
      ['revoke', (clientId) => admin.revokeSessions(clientId)],
      ['delete', (clientId) => admin.deleteClient(clientId)],
      ['create', () => admin.createClient(goodRegistration)],
      ['pause', () => admin.pauseRegistration()],
      ['clean up', () => admin.cleanUp()],
    ];
    test.each(operations)('%s', async (name, operation) => {
      const { clientId } = await seedClient(application, {
        status: name === 'enable' ? 'pending' : 'active',
      });
      await seedSession(application, clientId);
      await seedClient(application, { createdAt: ago(3 * DAY) });
      const before = await everything();
      const refusal = await withoutAuditTable(() => operation(clientId));
      expect(refusal).toMatchObject({ error: 'server_error', status: 500 });
      expect(await everything()).toEqual(before);
      expect(emitted).toEqual([]);
    });

    test('resume', async () => {
      await admin.pauseRegistration();
      emitted.length = 0;
      await withoutAuditTable(() => admin.resumeRegistration());
      expect(await admin.statistics()).toMatchObject({ paused: { by: null } });
      expect(emitted).toEqual([]);
    });
  },
  everyDatabase,
);
