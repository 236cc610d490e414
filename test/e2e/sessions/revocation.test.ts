import { DCR_SESSION_REVOKER, DcrAdminService, DcrSession, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, auditOf, everyDatabase, HOUR, seedClient, seedSession } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';

describeDatabases(
  'the revocation of sessions',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    let sessions: DcrSessionService;
    const calls: DcrSession[] = [];
    const failFor = new Set<string>();
    const revoker = {
      revoke: (session: DcrSession) => {
        calls.push(session);
        return failFor.has(session.id) ? Promise.reject(new Error('no answer')) : Promise.resolve();
      },
    };
    const rowOf = (id: string) => application.dataSource.getRepository(DcrSession).findOneByOrFail({ id });

    beforeAll(async () => {
      const providers = [{ provide: DCR_SESSION_REVOKER, useValue: revoker }];
      application = await startApplication({ database, dcr: { enabled: true }, providers });
      admin = application.nest.get(DcrAdminService);
      sessions = application.nest.get(DcrSessionService);
    });
    beforeEach(() => {
      calls.length = 0;
      failFor.clear();
    });
    afterAll(() => application?.close());

    const threeSessions = async () => {
      const { clientId } = await seedClient(application);
      const opened: DcrSession[] = [];
      for (const externalId of ['one', 'two', 'three']) {
        opened.push(await sessions.open({ clientId, subject: 'alice', externalId }));
      }
      return { clientId, opened, ids: new Set(opened.map(({ id }) => id)) };
    };

    test('ends every open session of one client, and no others', async () => {
      const { clientId, ids } = await threeSessions();
      const other = await threeSessions();
      const ended = [
        await seedSession(application, clientId, { closedAt: ago(HOUR) }),
        await seedSession(application, clientId, { expiresAt: ago(HOUR) }),
      ];
      expect(await admin.revokeSessions(clientId)).toEqual({ revokedSessions: 3, failedSessions: 0 });
      for (const id of ids) {
        expect(await refusalOf(sessions.requireActive(id))).toMatchObject({ error: 'invalid_grant' });
      }
      for (const id of other.ids) expect(await sessions.requireActive(id)).toMatchObject({ revokedAt: null });
      for (const { id } of ended) expect(await rowOf(id)).toMatchObject({ revokedAt: null });
      expect(await admin.getClient(clientId)).toMatchObject({ sessions: { active: 0, total: 5 } });
      expect(await admin.getClient(other.clientId)).toMatchObject({ sessions: { active: 3, total: 3 } });
    });

    test('leaves the client active', async () => {
      const { clientId } = await threeSessions();
      await admin.revokeSessions(clientId);
      const again = await sessions.open({ clientId, subject: 'alice' });
      expect(await sessions.requireActive(again.id)).toMatchObject({ subject: 'alice' });
    });

    test("calls the application's revoker once for each session, after the session has ended", async () => {
      const { clientId, opened, ids } = await threeSessions();
      await admin.revokeSessions(clientId);
      expect(new Set(calls.map(({ id }) => id))).toEqual(ids);
      expect(calls).toHaveLength(3);
      expect(new Set(calls.map(({ externalId }) => externalId))).toEqual(new Set(['one', 'two', 'three']));
      for (const call of calls) {
        expect(call).toBeInstanceOf(DcrSession);
        expect(call.revokedAt).toBeInstanceOf(Date);
        expect(call).toMatchObject({ clientId, subject: 'alice', closedAt: null });
      }
      expect(await rowOf(opened[0]!.id)).toMatchObject({ revocationState: 'done', revocationAttempts: 1 });
    });

    test('revokes the other two when the revoker throws for one of three, and reports the failure', async () => {
      const { clientId, opened } = await threeSessions();
      failFor.add(opened[1]!.id);
      expect(await admin.revokeSessions(clientId)).toEqual({ revokedSessions: 2, failedSessions: 1 });
      const states = await Promise.all(opened.map(({ id }) => rowOf(id)));
      expect(states.map(({ revocationState }) => revocationState)).toEqual(['done', 'failed', 'done']);
      // The session for which the revoker failed has ended, too.
      expect(states.every(({ revokedAt }) => revokedAt)).toBe(true);
      expect(await auditOf(application, clientId, 'client.sessions_revoked')).toMatchObject([{ count: 3 }]);
    });

    test('does nothing the second time', async () => {
      const { clientId } = await threeSessions();
      await admin.revokeSessions(clientId, { actor: 'root' });
      calls.length = 0;
      expect(await admin.revokeSessions(clientId)).toEqual({ revokedSessions: 0, failedSessions: 0 });
      expect(calls).toEqual([]);
      expect(await auditOf(application, clientId)).toHaveLength(1);
    });

    test('also revokes sessions of the same client that were opened meanwhile', async () => {
      const { clientId } = await threeSessions();
      await admin.revokeSessions(clientId);
      await sessions.open({ clientId, subject: 'bob' });
      expect(await admin.revokeSessions(clientId)).toEqual({ revokedSessions: 1, failedSessions: 0 });
    });

    test.each(['disableClient', 'deleteClient'] as const)('is part of %s', async (operation) => {
      const { clientId, opened, ids } = await threeSessions();
      failFor.add(opened[0]!.id);
      const by = { actor: 'root', reason: 'abuse' };
      expect(await admin[operation](clientId, by)).toMatchObject({ revokedSessions: 2, failedSessions: 1 });
      expect(new Set(calls.map(({ id }) => id))).toEqual(ids);
      expect(await auditOf(application, clientId, 'client.sessions_revoked')).toMatchObject([
        { count: 3, ...by },
      ]);
      expect(await refusalOf(sessions.requireActive(opened[1]!.id))).toMatchObject({
        error: 'invalid_client',
      });
    });
  },
  everyDatabase,
);
