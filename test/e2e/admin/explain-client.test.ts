import { DcrAdminService, DcrAuditEvent } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, DAY, everyDatabase, HOUR, seedClient } from './support/clients.js';

const OPERATOR = { actor: 'olga@example.com', reason: 'reported by a customer' };

describeDatabases(
  'explainClient, which reveals nothing private, says',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeAll(async () => {
      application = await startApplication({ database, dcr: { enabled: true } });
      admin = application.nest.get(DcrAdminService);
    });
    afterAll(() => application?.close());

    const newestEvent = async (clientId: string) =>
      (await admin.listAuditEvents({ clientId, limit: 1 })).items[0]!.createdAt;

    test('since when a client is active: its registration, or when it was enabled', async () => {
      const [createdAt, enabledAt] = [ago(2 * HOUR), ago(HOUR)];
      const registered = await seedClient(application, { createdAt });
      expect(await admin.explainClient(registered.clientId)).toEqual({ status: 'active', since: createdAt });
      const enabled = await seedClient(application, { createdAt, enabledAt });
      expect(await admin.explainClient(enabled.clientId)).toEqual({ status: 'active', since: enabledAt });
    });

    test('that a client has been waiting for approval since it registered', async () => {
      const createdAt = ago(HOUR);
      const { clientId } = await seedClient(application, { status: 'pending', createdAt });
      expect(await admin.explainClient(clientId)).toEqual({ status: 'pending', since: createdAt });
    });

    test('that a client is disabled and since when, but not by whom or why', async () => {
      const { clientId } = await seedClient(application);
      const { client } = await admin.disableClient(clientId, OPERATOR);
      expect(await admin.explainClient(clientId)).toEqual({ status: 'disabled', since: client.disabledAt });
    });

    test('that a client was deleted and when, but not by whom or why', async () => {
      const { clientId } = await seedClient(application);
      await admin.deleteClient(clientId, OPERATOR);
      const since = await newestEvent(clientId);
      expect(await admin.explainClient(clientId)).toEqual({ status: 'removed', since });
    });

    test('that a client was cleaned up and when', async () => {
      const { clientId } = await seedClient(application, { createdAt: ago(3 * DAY) });
      await admin.cleanUp();
      const since = await newestEvent(clientId);
      expect(await admin.explainClient(clientId)).toEqual({ status: 'removed', since });
    });

    test('nothing once the audit of the client has been cleaned up too', async () => {
      const { clientId } = await seedClient(application);
      await admin.deleteClient(clientId);
      await application.dataSource
        .getRepository(DcrAuditEvent)
        .update({ clientId }, { createdAt: ago(91 * DAY) });
      await admin.cleanUp();
      expect(await admin.explainClient(clientId)).toEqual({ status: 'unknown' });
    });

    test('nothing about an id that differs from a known one in case or trailing spaces', async () => {
      const { clientId } = await seedClient(application);
      const gone = await seedClient(application);
      await admin.deleteClient(gone.clientId);
      for (const id of [clientId, gone.clientId]) {
        expect(await admin.explainClient(id.toUpperCase())).toEqual({ status: 'unknown' });
        expect(await admin.explainClient(`${id} `)).toEqual({ status: 'unknown' });
      }
    });

    test.each([
      ['empty', ''],
      ['unknown', 'dcr_ffffffffffffffffffffffffffffffff'],
      ['a string with a NUL', 'dcr_\0'],
      ['a lone surrogate', '\ud800'],
      ['an SQL injection', `' OR 1=1 --`],
      ['a megabyte long', 'x'.repeat(1_000_000)],
      ['not a string', undefined as unknown as string],
    ])('nothing about an id that is %s', async (_title, clientId) => {
      expect(await admin.explainClient(clientId)).toEqual({ status: 'unknown' });
    });
  },
  everyDatabase,
);
