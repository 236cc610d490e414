import { DcrClient, DcrSession, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, everyDatabase, HOUR, seedClient, seedSession, stored } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';

describeDatabases(
  'DcrSessionService',
  (database) => {
    let application: TestApplication;
    let sessions: DcrSessionService;
    beforeAll(async () => {
      application = await startApplication({ database, dcr: { enabled: true } });
      sessions = application.nest.get(DcrSessionService);
    });
    afterAll(() => application?.close());

    test('opens a session with all values that the application passes', async () => {
      const { clientId } = await seedClient(application);
      const expiresAt = new Date(Date.now() + HOUR);
      const opened = await sessions.open({ clientId, subject: 'Zoë 🎉', externalId: 'grant-1', expiresAt });
      expect(opened).toBeInstanceOf(DcrSession);
      expect(opened).toMatchObject({ clientId, subject: 'Zoë 🎉', externalId: 'grant-1', expiresAt });
      expect(Math.abs(opened.createdAt.getTime() - Date.now())).toBeLessThan(5_000);
      expect(await sessions.requireActive(opened.id)).toEqual(opened);
    });

    test('records the use of the client when a session opens', async () => {
      const { clientId } = await seedClient(application, { createdAt: ago(5 * HOUR) });
      await sessions.open({ clientId, subject: 'alice' });
      expect(
        Math.abs((await stored(application, clientId))!.lastUsedAt!.getTime() - Date.now()),
      ).toBeLessThan(5_000);
    });

    test('records the use of the client when a session is looked up', async () => {
      const { clientId } = await seedClient(application, { lastUsedAt: ago(2 * HOUR) });
      const { id } = await seedSession(application, clientId, { createdAt: ago(3 * HOUR) });
      await sessions.requireActive(id);
      expect(
        Math.abs((await stored(application, clientId))!.lastUsedAt!.getTime() - Date.now()),
      ).toBeLessThan(5_000);
    });

    test('opens many sessions of one client at once', async () => {
      const { clientId } = await seedClient(application);
      const opened = await Promise.all(
        Array.from({ length: 20 }, () => sessions.open({ clientId, subject: 'alice' })),
      );
      expect(new Set(opened.map(({ id }) => id)).size).toBe(20);
    });

    test.each(['disabled', 'pending'] as const)(
      'opens no session for a client that is %s',
      async (status) => {
        const { clientId } = await seedClient(application, { status });
        const refusal = await refusalOf(sessions.open({ clientId, subject: 'alice' }));
        expect(refusal).toMatchObject({ error: 'invalid_client', status: 401 });
        expect(await application.dataSource.getRepository(DcrSession).countBy({ clientId })).toBe(0);
        expect((await stored(application, clientId))!.lastUsedAt).toBeNull();
      },
    );

    const unknown = [
      ['that does not exist', '00000000-0000-7000-8000-000000000000'],
      ['that is empty', ''],
      ['that contains SQL', "' OR 1=1 --"],
      ['that is too long', 'x'.repeat(300)],
      ['that contains a NUL', 'dcr_\u0000'],
      ['beyond ASCII', 'dcr_é'],
    ] as const;
    test.each(unknown)('opens no session for a client id %s', async (_, clientId) => {
      const refusal = await refusalOf(sessions.open({ clientId, subject: 'alice' }));
      expect(refusal).toMatchObject({ error: 'invalid_client', status: 401 });
    });

    const ended: [string, Partial<DcrSession>][] = [
      ['expired', { expiresAt: ago(1_000) }],
      ['closed', { closedAt: ago(1_000) }],
      ['revoked', { revokedAt: ago(1_000), revocationState: 'done' }],
      ['being revoked', { revokedAt: ago(1_000), revocationState: 'pending' }],
    ];
    test.each(ended)('treats a session that is %s as ended', async (_, changes) => {
      const { clientId } = await seedClient(application);
      const { id } = await seedSession(application, clientId, { externalId: `ended ${_}`, ...changes });
      const refusal = await refusalOf(sessions.requireActive(id));
      expect(refusal).toMatchObject({ error: 'invalid_grant', status: 400 });
      expect(await sessions.findByExternalId(`ended ${_}`)).toBeNull();
    });

    test.each(unknown)('finds no session with an id %s', async (_, sessionId) => {
      const refusal = await refusalOf(sessions.requireActive(sessionId));
      expect(refusal).toMatchObject({ error: 'invalid_grant', status: 400 });
      expect(await sessions.findByExternalId(sessionId)).toBeNull();
      await expect(sessions.close(sessionId)).resolves.toBeUndefined();
    });

    test.each(['disabled', 'pending'] as const)(
      'asks a client that is %s to register again, whatever its session',
      async (status) => {
        const { clientId } = await seedClient(application);
        const open = await seedSession(application, clientId);
        const closed = await seedSession(application, clientId, { closedAt: ago(1_000) });
        await application.dataSource.getRepository(DcrClient).update({ clientId }, { status });
        for (const { id } of [open, closed]) {
          const refusal = await refusalOf(sessions.requireActive(id));
          expect(refusal).toMatchObject({ error: 'invalid_client', status: 401 });
        }
      },
    );

    test('closes a session once, and no other', async () => {
      const { clientId } = await seedClient(application);
      const one = await sessions.open({ clientId, subject: 'alice' });
      const other = await sessions.open({ clientId, subject: 'bob' });
      await sessions.close(one.id);
      const rows = application.dataSource.getRepository(DcrSession);
      const { closedAt } = await rows.findOneByOrFail({ id: one.id });
      expect(Math.abs(closedAt!.getTime() - Date.now())).toBeLessThan(5_000);
      await sessions.close(one.id);
      expect((await rows.findOneByOrFail({ id: one.id })).closedAt).toEqual(closedAt);
      expect(await refusalOf(sessions.requireActive(one.id))).toMatchObject({ error: 'invalid_grant' });
      expect(await sessions.requireActive(other.id)).toMatchObject({ subject: 'bob', closedAt: null });
    });

    test('finds the newest open session by its externalId', async () => {
      const [one, other] = [await seedClient(application), await seedClient(application)];
      const externalId = `grant of ${one.clientId}`;
      const first = await sessions.open({ clientId: one.clientId, subject: 'alice', externalId });
      const last = await sessions.open({ clientId: other.clientId, subject: 'alice', externalId });
      await sessions.open({ clientId: one.clientId, subject: 'alice', externalId: externalId.toUpperCase() });
      expect(await sessions.findByExternalId(externalId)).toEqual(last);
      await sessions.close(last.id);
      expect(await sessions.findByExternalId(externalId)).toEqual(first);
      expect(await sessions.findByExternalId('nobody')).toBeNull();
    });

    test('opens one session for concurrent requests with the same grant', async () => {
      for (const form of ['openOrRequireActive', 'open'] as const) {
        const { clientId } = await seedClient(application);
        const request = { clientId, subject: 'alice', externalId: `grant of ${clientId}` };
        const opened = await Promise.all(Array.from({ length: 20 }, () => sessions[form](request)));
        expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
        const rows = application.dataSource.getRepository(DcrSession);
        expect(await rows.findBy({ clientId })).toEqual([opened[0]]);
        await sessions.close(opened[0]!.id);
        expect(await refusalOf(sessions.openOrRequireActive(request))).toMatchObject({
          error: 'invalid_grant',
          status: 400,
        });
      }
    });

    test.each(ended)('opens a new session with the externalId of one that is %s', async (_, changes) => {
      const { clientId } = await seedClient(application);
      const externalId = `again ${_}`;
      const before = await seedSession(application, clientId, { externalId, ...changes });
      const opened = await sessions.open({ clientId, subject: 'alice', externalId });
      expect(opened.id).not.toBe(before.id);
      expect(await sessions.findByExternalId(externalId)).toEqual(opened);
      expect(await sessions.openOrRequireActive({ clientId, subject: 'alice', externalId })).toEqual(opened);
    });

    test("never returns another client's session for a grant", async () => {
      const [one, other] = [await seedClient(application), await seedClient(application)];
      const request = { subject: 'alice', externalId: `grant of ${one.clientId}` };
      const first = await sessions.openOrRequireActive({ clientId: one.clientId, ...request });
      const second = await sessions.openOrRequireActive({ clientId: other.clientId, ...request });
      expect([first, second].map(({ clientId }) => clientId)).toEqual([one.clientId, other.clientId]);
    });

    test.each([new Date(NaN), '2030-01-01', 4e12])('refuses %s as expiresAt', async (value) => {
      const { clientId } = await seedClient(application);
      const request = { clientId, subject: 'alice', externalId: 'grant', expiresAt: value as Date };
      for (const form of ['openOrRequireActive', 'open'] as const) {
        await expect(sessions[form](request)).rejects.toThrow('expiresAt must be a valid Date');
      }
      expect(await application.dataSource.getRepository(DcrSession).countBy({ clientId })).toBe(0);
    });

    test('refuses with 503 while the database is unavailable', async () => {
      const { clientId } = await seedClient(application);
      const { id } = await sessions.open({ clientId, subject: 'alice' });
      await application.dataSource.destroy();
      const unavailable = { error: 'temporarily_unavailable', status: 503 };
      expect(await refusalOf(sessions.open({ clientId, subject: 'alice' }))).toMatchObject(unavailable);
      expect(await refusalOf(sessions.requireActive(id))).toMatchObject(unavailable);
      expect(await refusalOf(sessions.close(id))).toMatchObject(unavailable);
    });
  },
  everyDatabase,
);
