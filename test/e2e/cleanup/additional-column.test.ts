import { DcrAdminService, DcrAuditEvent } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { ago, DAY, everyDatabase, HOUR, seedClient } from '../admin/support/clients.js';

describeDatabases(
  'a sweep with a column in dcr_audit_events that the application has added',
  (database) => {
    test.each([
      ['numbers', 48 * HOUR],
      ['functions', () => 48 * HOUR],
    ])('works when ages are %s, and leaves the column NULL', async (_, unusedAfter) => {
      const application = await startApplication({
        database,
        dcr: { cleanup: { unusedAfter }, audit: { retention: 7 * DAY } },
      });
      const { dataSource } = application;
      onTestFinished(() => application.close());
      await dataSource.query('ALTER TABLE dcr_audit_events ADD COLUMN ticket integer NULL');
      onTestFinished(() => dataSource.query('ALTER TABLE dcr_audit_events DROP COLUMN ticket'));

      const { clientId } = await seedClient(application, { createdAt: ago(3 * DAY) });
      const rows = dataSource.getRepository(DcrAuditEvent);
      const old = { type: 'client.rejected', count: 1, createdAt: ago(8 * DAY) } as const;
      await rows.insert({ ...old, id: 'past its retention' });
      await dataSource.query('UPDATE dcr_audit_events SET ticket = 7');

      const admin = application.nest.get(DcrAdminService);
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1, auditEvents: 1 });
      expect(await rows.findBy({ clientId })).toMatchObject([{ type: 'client.cleaned_up' }]);
      expect(await rows.findBy({ id: 'past its retention' })).toEqual([]);
      const tickets: unknown = await dataSource.query(
        `SELECT ticket FROM dcr_audit_events WHERE client_id = '${clientId}'`,
      );
      expect(tickets).toEqual([{ ticket: null }]);
    });
  },
  everyDatabase,
);
