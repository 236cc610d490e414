import { DcrAdminService, DcrAuditEvent } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startHost, type Host } from '../../support/host.js';
import { ago, DAY, everyDatabase, HOUR, seedClient } from './support/clients.js';

const OPERATOR = { actor: 'olga@example.com', reason: 'reported by a customer' };

describeDatabases(
  'what may be said in public of a client',
  (database) => {
    let host: Host;
    let admin: DcrAdminService;
    beforeAll(async () => {
      host = await startHost({ database, dcr: { enabled: true } });
      admin = host.app.get(DcrAdminService);
    });
    afterAll(() => host?.close());

    const newestEvent = async (clientId: string) =>
      (await admin.listAuditEvents({ clientId, limit: 1 })).items[0]!.createdAt;

    test('that it is active since it registered, or since it was enabled', async () => {
      const [createdAt, enabledAt] = [ago(2 * HOUR), ago(HOUR)];
      const registered = await seedClient(host, { createdAt });
      expect(await admin.explainClient(registered.clientId)).toEqual({ status: 'active', since: createdAt });
      const enabled = await seedClient(host, { createdAt, enabledAt });
      expect(await admin.explainClient(enabled.clientId)).toEqual({ status: 'active', since: enabledAt });
    });

    test('that it waits for approval since it registered', async () => {
      const createdAt = ago(HOUR);
      const { clientId } = await seedClient(host, { status: 'pending', createdAt });
      expect(await admin.explainClient(clientId)).toEqual({ status: 'pending', since: createdAt });
    });

    test('that it is disabled and since when, but not by whom or why', async () => {
      const { clientId } = await seedClient(host);
      const { client } = await admin.disableClient(clientId, OPERATOR);
      expect(await admin.explainClient(clientId)).toEqual({ status: 'disabled', since: client.disabledAt });
    });

    test('that it was deleted and when, but not by whom or why', async () => {
      const { clientId } = await seedClient(host);
      await admin.deleteClient(clientId, OPERATOR);
      const since = await newestEvent(clientId);
      expect(await admin.explainClient(clientId)).toEqual({ status: 'removed', since });
    });

    test('that it was cleaned up and when', async () => {
      const { clientId } = await seedClient(host, { createdAt: ago(3 * DAY) });
      await admin.cleanUp();
      const since = await newestEvent(clientId);
      expect(await admin.explainClient(clientId)).toEqual({ status: 'removed', since });
    });

    test('nothing any more when its audit has been cleaned up too', async () => {
      const { clientId } = await seedClient(host);
      await admin.deleteClient(clientId);
      await host.dataSource.getRepository(DcrAuditEvent).update({ clientId }, { createdAt: ago(91 * DAY) });
      await admin.cleanUp();
      expect(await admin.explainClient(clientId)).toEqual({ status: 'unknown' });
    });

    test('nothing of an id that differs from a known one in case or trailing spaces', async () => {
      const { clientId } = await seedClient(host);
      const gone = await seedClient(host);
      await admin.deleteClient(gone.clientId);
      for (const id of [clientId, gone.clientId]) {
        expect(await admin.explainClient(id.toUpperCase())).toEqual({ status: 'unknown' });
        expect(await admin.explainClient(`${id} `)).toEqual({ status: 'unknown' });
      }
    });

    test.each([
      ['empty', ''],
      ['unknown', 'dcr_ffffffffffffffffffffffffffffffff'],
      ['with a NUL', 'dcr_\0'],
      ['with a lone surrogate', '\ud800'],
      ['with a quote', `' OR 1=1 --`],
      ['of a megabyte', 'x'.repeat(1_000_000)],
      ['that is no text', undefined as unknown as string],
    ])('nothing of an id that is %s', async (_title, clientId) => {
      expect(await admin.explainClient(clientId)).toEqual({ status: 'unknown' });
    });
  },
  everyDatabase,
);
