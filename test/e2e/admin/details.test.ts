import { DcrAdminService, DcrAuditEvent, DcrClient, DcrRegistrationService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, everyDatabase, HOUR, seedSession } from './support/clients.js';

describeDatabases(
  'the details of a client',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    beforeAll(async () => {
      application = await startApplication({ database, dcr: { enabled: true } });
      admin = application.nest.get(DcrAdminService);
    });
    afterAll(() => application?.close());

    const register = async (redirectUris: string[], softwareId?: string) => {
      const metadata = { redirect_uris: redirectUris, ...(softwareId && { software_id: softwareId }) };
      return (await application.nest.get(DcrRegistrationService).register(metadata)).client_id;
    };

    test('are its row, no sessions and its registration event at first', async () => {
      const clientId = await register(['https://first.example/cb']);
      const { client, ...details } = await admin.getClient(clientId);
      expect(client).toBeInstanceOf(DcrClient);
      expect(client).toMatchObject({ clientId, source: 'dcr', status: 'active', lastUsedAt: null });
      expect(details).toMatchObject({
        sessions: { active: 0, total: 0 },
        similarClients: 0,
        recentEvents: [{ type: 'client.registered', outcome: 'accepted', clientId }],
      });
      expect(details.recentEvents[0]).toBeInstanceOf(DcrAuditEvent);
    });

    test('count the open sessions and all sessions', async () => {
      const clientId = await register(['https://sessions.example/cb']);
      await seedSession(application, clientId);
      await seedSession(application, clientId, { expiresAt: new Date(Date.now() + HOUR) });
      await seedSession(application, clientId, { expiresAt: ago(1_000) });
      await seedSession(application, clientId, { closedAt: ago(1_000) });
      await seedSession(application, clientId, { revokedAt: ago(1_000), revocationState: 'done' });
      await seedSession(application, await register(['https://sessions.example/other']));
      expect(await admin.getClient(clientId)).toMatchObject({ sessions: { active: 2, total: 5 } });
    });

    test('count copies that differ only in a loopback port or in the order of their URIs', async () => {
      const same = ['http://127.0.0.1:50001/cb', 'http://localhost:3000/cb', 'https://web.example:8443/cb'];
      const original = await register(same, 'software-1');
      await register(['http://127.0.0.1:50002/cb', 'http://localhost/cb', same[2]!], 'software-1');
      await register([same[2]!, same[1]!, same[0]!], 'software-1');
      const others = [
        await register(same),
        await register(same, 'software-2'),
        await register([...same.slice(0, 2), 'https://web.example:8444/cb'], 'software-1'),
        await register(['http://127.0.0.1:50001/other', ...same.slice(1)], 'software-1'),
        await register(['http://[::1]:50001/cb', ...same.slice(1)], 'software-1'),
      ];
      expect(await admin.getClient(original)).toMatchObject({ similarClients: 2 });
      for (const other of others) expect(await admin.getClient(other)).toMatchObject({ similarClients: 0 });
    });

    test('have the latest twenty events, newest first', async () => {
      const clientId = await register(['https://busy.example/cb']);
      for (let at = 0; at < 12; at++) {
        await admin.disableClient(clientId, { reason: `off ${at}` });
        await admin.enableClient(clientId, { reason: `on ${at}` });
      }
      const { recentEvents } = await admin.getClient(clientId);
      expect(recentEvents).toHaveLength(20);
      const times = recentEvents.map(({ createdAt }) => createdAt.getTime());
      expect(times).toEqual(times.toSorted((one, other) => other - one));
      expect(recentEvents.some(({ type }) => type === 'client.registered')).toBe(false);
      expect(recentEvents.some(({ reason }) => reason === 'on 11')).toBe(true);
      expect(recentEvents.every((event) => event.clientId === clientId)).toBe(true);
    });
  },
  everyDatabase,
);
