import { DCR_SESSION_REVOKER, DcrAdminService, DcrSession, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { ago, auditOf, everyDatabase, HOUR, seedClient, seedSession } from '../admin/support/clients.js';
import { refusalOf } from '../clients/authorization.js';

const by = { actor: 'root', reason: 'lost laptop' };

describeDatabases(
  'the sessions of a client or a user',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    let sessions: DcrSessionService;
    const failFor = new Set<string>();
    const calls: string[] = [];
    const revoker = {
      revoke: ({ id }: DcrSession) => {
        calls.push(id);
        return failFor.has(id) ? Promise.reject(new Error('no answer')) : Promise.resolve();
      },
    };
    beforeAll(async () => {
      const providers = [{ provide: DCR_SESSION_REVOKER, useValue: revoker }];
      application = await startApplication({ database, dcr: { enabled: true }, providers });
      admin = application.nest.get(DcrAdminService);
      sessions = application.nest.get(DcrSessionService);
    });
    afterAll(() => application?.close());

    const openedBy = async (...subjects: string[]) => {
      const { clientId } = await seedClient(application);
      const opened: DcrSession[] = [];
      for (const subject of subjects) opened.push(await sessions.open({ clientId, subject }));
      return { clientId, opened };
    };
    const idsOf = async (query: Parameters<DcrAdminService['listSessions']>[0]) =>
      (await admin.listSessions(query)).items.map(({ id }) => id);

    test('are listed, newest first, page by page', async () => {
      const { clientId, opened } = await openedBy('ann', 'bea', 'cid', 'dan', 'eve');
      const newestFirst = opened.map(({ id }) => id).toReversed();
      expect(await idsOf({ clientId })).toEqual(newestFirst);
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const { items, nextCursor } = await admin.listSessions({ clientId, limit: 2, cursor });
        pages.push(items.map(({ id }) => id));
        cursor = nextCursor;
      } while (cursor);
      expect(pages).toEqual([newestFirst.slice(0, 2), newestFirst.slice(2, 4), newestFirst.slice(4)]);
    });

    test('of a user are found whatever the client', async () => {
      const one = await openedBy('mallory', 'other');
      const two = await openedBy('mallory');
      expect(await idsOf({ subject: 'mallory' })).toEqual([two.opened[0]!.id, one.opened[0]!.id]);
      expect(await idsOf({ subject: 'mallory', clientId: one.clientId })).toEqual([one.opened[0]!.id]);
      for (const subject of ['Mallory', 'mallor', '%', 'a\0b', ''])
        expect(await idsOf({ subject })).toEqual([]);
    });

    test('are told apart by whether they are open', async () => {
      const { clientId, opened } = await openedBy('fay');
      const ended = [
        await seedSession(application, clientId, { closedAt: ago(HOUR) }),
        await seedSession(application, clientId, { revokedAt: ago(HOUR), revocationState: 'done' }),
        await seedSession(application, clientId, { expiresAt: ago(HOUR) }),
      ];
      const later = await sessions.open({ clientId, subject: 'fay', expiresAt: new Date(Date.now() + HOUR) });
      expect(await idsOf({ clientId, active: true })).toEqual([later.id, opened[0]!.id]);
      expect(new Set(await idsOf({ clientId, active: false }))).toEqual(new Set(ended.map(({ id }) => id)));
      expect(await idsOf({ clientId, active: 'true' as never })).toHaveLength(2);
      expect(await idsOf({ clientId })).toHaveLength(5);
    });

    test('show when they were last used', async () => {
      const { clientId } = await seedClient(application);
      const { id, createdAt } = await seedSession(application, clientId, { createdAt: ago(HOUR) });
      const unused = (await admin.listSessions({ clientId })).items;
      expect(unused).toMatchObject([{ subject: 'alice', createdAt, lastUsedAt: null }]);
      const used = await sessions.requireActive(id);
      expect(used.lastUsedAt).toBeInstanceOf(Date);
      expect((await admin.listSessions({ clientId })).items).toEqual([used]);
      expect(await sessions.requireActive(id)).toEqual(used);
    });

    test.each([
      [{ limit: 0 }, 'limit must be'],
      [{ active: 'maybe' }, 'active must be'],
      [{ clientId: 7 }, 'clientId must be'],
      [{ cursor: 'nonsense' }, 'cursor must be'],
      [{ user: 'x' }, 'There is no user'],
    ])('are not listed for the query %j', async (query, message) => {
      const refused = await refusalOf(admin.listSessions(query as object));
      expect(refused).toMatchObject({ error: 'invalid_request', status: 400 });
      expect(refused).toHaveProperty('description', expect.stringContaining(message));
    });

    test('end one at a time', async () => {
      const { clientId, opened } = await openedBy('hal', 'ida');
      const [one, other] = opened as [DcrSession, DcrSession];
      calls.length = 0;
      expect(await admin.revokeSession(one.id, by)).toEqual({ revokedSessions: 1, failedSessions: 0 });
      expect(calls).toEqual([one.id]);
      expect(await refusalOf(sessions.requireActive(one.id))).toMatchObject({ error: 'invalid_grant' });
      expect(await sessions.requireActive(other.id)).toMatchObject({ subject: 'ida' });
      expect(await auditOf(application, clientId)).toMatchObject([
        { type: 'client.sessions_revoked', count: 1, description: `session ${one.id}`, ...by },
      ]);
    });

    test('end once, however often an operator ends them', async () => {
      const { clientId, opened } = await openedBy('jon');
      const { id } = opened[0]!;
      await admin.revokeSession(id, by);
      calls.length = 0;
      expect(await admin.revokeSession(id, by)).toEqual({ revokedSessions: 0, failedSessions: 0 });
      const closed = await seedSession(application, clientId, { closedAt: ago(HOUR) });
      expect(await admin.revokeSession(closed.id)).toEqual({ revokedSessions: 0, failedSessions: 0 });
      expect(calls).toEqual([]);
      expect(await auditOf(application, clientId)).toHaveLength(1);
    });

    test('end here even if the application fails', async () => {
      const { opened } = await openedBy('kim');
      const { id } = opened[0]!;
      failFor.add(id);
      expect(await admin.revokeSession(id)).toEqual({ revokedSessions: 0, failedSessions: 1 });
      expect(await refusalOf(sessions.requireActive(id))).toMatchObject({ error: 'invalid_grant' });
    });

    test.each(['0197f3c2-0000-7000-8000-000000000000', 'nothing', '', 'a\0b'])(
      'with the id %j do not exist',
      async (id) => {
        expect(await refusalOf(admin.revokeSession(id, by))).toMatchObject({
          error: 'not_found',
          status: 404,
          description: 'There is no session with this id.',
        });
      },
    );
  },
  everyDatabase,
);
