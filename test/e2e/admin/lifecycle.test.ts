import { DcrAdminService, DcrClientService, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { refusalOf } from '../clients/authorization.js';
import { ago, auditOf, everyDatabase, HOUR, seedClient, stored } from './support/clients.js';

const by = { actor: 'root@example.com', reason: 'It sent “spam” \u0000\u202e to everyone' };
const kept = { actor: 'root@example.com', reason: 'It sent “spam” \ufffd\ufffd to everyone' };

describeDatabases(
  'an administrator',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    let sessions: DcrSessionService;
    beforeAll(async () => {
      application = await startApplication({ database, dcr: { enabled: true } });
      admin = application.nest.get(DcrAdminService);
      sessions = application.nest.get(DcrSessionService);
    });
    afterAll(() => application?.close());

    const typesOf = async (clientId: string) =>
      new Set((await auditOf(application, clientId)).map(({ type }) => type));

    test('disables a client with its sessions, and records who and why', async () => {
      const { clientId } = await seedClient(application);
      const { id } = await sessions.open({ clientId, subject: 'alice' });
      const { client, ...result } = await admin.disableClient(clientId, by);
      expect(result).toEqual({ revokedSessions: 1, failedSessions: 0 });
      expect(client).toMatchObject({ clientId, status: 'disabled', disabledReason: kept.reason });
      expect(Math.abs(client.disabledAt!.getTime() - Date.now())).toBeLessThan(5_000);
      expect(await stored(application, clientId)).toEqual(client);
      expect(await application.nest.get(DcrClientService).findActive(clientId)).toBeNull();
      expect(await refusalOf(sessions.requireActive(id))).toMatchObject({ error: 'invalid_client' });
      const events = await auditOf(application, clientId);
      expect(events).toHaveLength(2);
      for (const event of events) expect(event).toMatchObject({ ...kept, outcome: null, count: 1 });
      expect(await typesOf(clientId)).toEqual(new Set(['client.disabled', 'client.sessions_revoked']));
    });

    test('changes nothing by disabling a client a second time', async () => {
      const { clientId } = await seedClient(application);
      const first = await admin.disableClient(clientId, { reason: 'first' });
      expect(await admin.disableClient(clientId, { reason: 'second' })).toEqual({
        client: first.client,
        revokedSessions: 0,
        failedSessions: 0,
      });
      expect(await auditOf(application, clientId)).toMatchObject([
        { type: 'client.disabled', reason: 'first' },
      ]);
    });

    test('enables a client without reviving its sessions', async () => {
      const { clientId } = await seedClient(application, { lastUsedAt: ago(HOUR) });
      const { id } = await sessions.open({ clientId, subject: 'alice', externalId: clientId });
      await admin.disableClient(clientId);
      const { client } = await admin.enableClient(clientId, by);
      expect(client).toMatchObject({ status: 'active', disabledAt: null, disabledReason: null });
      expect(await refusalOf(sessions.requireActive(id))).toMatchObject({ error: 'invalid_grant' });
      expect(await sessions.findByExternalId(clientId)).toBeNull();
      const again = await sessions.open({ clientId, subject: 'alice' });
      expect(await sessions.requireActive(again.id)).toMatchObject({ id: again.id });
      expect(await auditOf(application, clientId, 'client.enabled')).toMatchObject([kept]);
      expect(await admin.enableClient(clientId, { reason: 'again' })).toMatchObject({
        client: { status: 'active' },
      });
      expect(await auditOf(application, clientId, 'client.enabled')).toHaveLength(1);
    });

    test('approves a pending client by enabling it', async () => {
      const { clientId } = await seedClient(application, { status: 'pending', disabledReason: 'new here' });
      const { client } = await admin.enableClient(clientId, by);
      expect(client).toMatchObject({ status: 'active', disabledAt: null, disabledReason: null });
      expect(await auditOf(application, clientId)).toMatchObject([{ type: 'client.enabled', ...kept }]);
      expect(await sessions.open({ clientId, subject: 'alice' })).toMatchObject({ clientId });
    });

    test('rejects a pending client by disabling it', async () => {
      const { clientId } = await seedClient(application, { status: 'pending', disabledReason: 'new here' });
      const { client } = await admin.disableClient(clientId, { reason: 'no' });
      expect(client).toMatchObject({ status: 'disabled', disabledReason: 'no' });
    });

    test('deletes a client with its sessions and keeps its audit; a second time does nothing', async () => {
      const { clientId } = await seedClient(application);
      const { id } = await sessions.open({ clientId, subject: 'alice' });
      expect(await admin.deleteClient(clientId, by)).toEqual({ revokedSessions: 1, failedSessions: 0 });
      expect(await stored(application, clientId)).toBeNull();
      expect(await refusalOf(sessions.requireActive(id))).toMatchObject({ error: 'invalid_client' });
      expect(await refusalOf(admin.getClient(clientId))).toMatchObject({ status: 404 });
      expect(await auditOf(application, clientId, 'client.deleted')).toMatchObject([kept]);
      expect(await admin.deleteClient(clientId, by)).toEqual({ revokedSessions: 0, failedSessions: 0 });
      expect(await auditOf(application, clientId)).toHaveLength(2);
    });

    test('may omit who and why', async () => {
      const { clientId } = await seedClient(application);
      await admin.disableClient(clientId);
      const [event] = await auditOf(application, clientId);
      expect(event).toMatchObject({ actor: null, reason: null });
      expect((await stored(application, clientId))!.disabledReason).toBeNull();
    });

    test('may pass any object: only who and why are kept, truncated', async () => {
      const { clientId } = await seedClient(application);
      const given = { actor: 'a'.repeat(2_000), reason: 7, clientId: 'x', type: 'y', count: 9 };
      await admin.disableClient(clientId, given as never);
      const [event] = await auditOf(application, clientId);
      expect(event).toMatchObject({ actor: 'a'.repeat(500), reason: '7', type: 'client.disabled', count: 1 });
    });

    test('runs repeated concurrent operations only once each', async () => {
      const { clientId } = await seedClient(application);
      for (let at = 0; at < 3; at++) await sessions.open({ clientId, subject: `user ${at}` });
      await Promise.all(Array.from({ length: 10 }, () => admin.disableClient(clientId)));
      expect(await auditOf(application, clientId, 'client.disabled')).toHaveLength(1);
      expect(await auditOf(application, clientId, 'client.sessions_revoked')).toMatchObject([{ count: 3 }]);
      await Promise.all(Array.from({ length: 10 }, () => admin.enableClient(clientId)));
      expect(await auditOf(application, clientId, 'client.enabled')).toHaveLength(1);
      await Promise.all(Array.from({ length: 10 }, () => admin.deleteClient(clientId)));
      expect(await auditOf(application, clientId, 'client.deleted')).toHaveLength(1);
    });
  },
  everyDatabase,
);
