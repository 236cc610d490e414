import { DcrAuditEvent, DcrClient, DcrClientService, DcrDecision, type DcrPolicyContext } from 'nestjs-dcr';
import { expect, test } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { describeDatabases } from '../../support/databases.js';
import { ago, auditOf, DAY, everyDatabase, HOUR } from '../admin/support/clients.js';
import { desktop, startShared } from './support.js';

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeKCiuNzYbQvkD8HHq6s';

describeDatabases(
  'a shared client',
  (database) => {
    const start = (options: Parameters<typeof startShared>[0] = {}) => startShared(options, { database });

    test('is not handed out while it is disabled, and again once it is enabled', async () => {
      const { admin, idOf } = await start();
      const id = await idOf();
      await admin.disableClient(id);
      const next = await idOf();
      expect(next).not.toBe(id);
      expect(await idOf()).toBe(next);
      // The other one has taken its place.
      await admin.enableClient(id);
      expect(await idOf()).toBe(next);
      await admin.disableClient(next);
      await admin.disableClient(id);
      await admin.enableClient(id);
      expect(await idOf()).toBe(id);
    });

    test('is not handed out after a bulk operation, its deletion, or a change by SQL', async () => {
      const { admin, dataSource, idOf } = await start();
      const ids = [await idOf()];
      await admin.disableClients({ clientIds: ids });
      ids.push(await idOf());
      await admin.deleteClient(ids.at(-1)!);
      ids.push(await idOf());
      await dataSource.getRepository(DcrClient).update({ clientId: ids.at(-1)! }, { status: 'disabled' });
      ids.push(await idOf());
      await dataSource.getRepository(DcrClient).delete({ clientId: ids.at(-1)! });
      ids.push(await idOf());
      expect(new Set(ids).size).toBe(5);
      expect(await idOf()).toBe(ids.at(-1));
    });

    test('is never a pending one; an approved one is shared by those that the policy allows', async () => {
      let decision = DcrDecision.allowPending('new here');
      const { admin, idOf, clients } = await start({ policy: () => decision });
      const [one, other] = [await idOf(), await idOf()];
      expect(one).not.toBe(other);
      expect(await clients()).toMatchObject([
        { status: 'pending', sharedHash: null },
        { status: 'pending', sharedHash: null },
      ]);
      await admin.enableClient(one);
      // Sharing must not bypass the approval.
      expect([one, other]).not.toContain(await idOf());
      decision = DcrDecision.allow();
      expect(await idOf()).toBe(one);
    });

    test('is decided about by the policy for each instance', async () => {
      const asked: DcrPolicyContext[] = [];
      const { post, idOf, clients } = await start({
        policy(context) {
          asked.push(context);
          return asked.length === 3 ? DcrDecision.deny('enough') : DcrDecision.allow();
        },
      });
      const id = await idOf(desktop(1_111));
      expect(await idOf(desktop(2_222))).toBe(id);
      expectError(await post(desktop(3_333)), 400, 'invalid_client_metadata');
      expect(asked.map(({ redirectUris }) => redirectUris[1])).toEqual([
        'http://127.0.0.1:1111/',
        'http://127.0.0.1:2222/',
        'http://127.0.0.1:3333/',
      ]);
      expect(await clients()).toHaveLength(1);
    });

    test('has an audit event for each registration, and each but the first is marked as shared', async () => {
      const { idOf, registrations } = await start();
      const id = await idOf(desktop(1_111));
      for (const port of [2_222, 3_333, 4_444]) await idOf(desktop(port));
      const [first, ...others] = await registrations();
      expect(first).toMatchObject({ clientId: id, description: null, requested: desktop(1_111) });
      expect(others).toMatchObject(
        [2_222, 3_333, 4_444].map((port) => ({
          clientId: id,
          outcome: 'accepted',
          description: 'shared',
          requested: desktop(port),
          count: 1,
        })),
      );
    });

    test('is handed out by a full cap, which counts clients and not registrations', async () => {
      const { admin, idOf, post } = await start({ maxClients: 2 });
      const id = await idOf();
      expect(await idOf()).toBe(id);
      expect(await admin.statistics()).toMatchObject({ cap: { used: 1 }, registrations: 2 });
      const other = { ...desktop(), client_name: 'Other' };
      await idOf(other);
      const answers = await Promise.all([desktop(), { ...desktop(), client_name: 'Third' }, other].map(post));
      expect(answers.map(({ status }) => status)).toEqual([201, 503, 201]);
      expect(answers[0]!.json()['client_id']).toBe(id);
      await admin.disableClient(id);
      expect(await idOf()).not.toBe(id);
      expectError(await post({ ...desktop(), client_name: 'Third' }), 503, 'temporarily_unavailable');
    });

    test('may be used with another loopback port than any instance registered', async () => {
      const { idOf, nest } = await start();
      const clientId = await idOf(desktop(1_111));
      await idOf(desktop(2_222));
      for (const port of [1_111, 2_222, 3_333]) {
        const redirectUri = `http://127.0.0.1:${port}/`;
        const request = { clientId, redirectUri, responseType: 'code', codeChallenge: challenge };
        const client = await nest
          .get(DcrClientService)
          .authorize({ ...request, codeChallengeMethod: 'S256' });
        expect(client.clientId).toBe(clientId);
      }
    });

    test('is not cleaned up while instances register', async () => {
      const { admin, dataSource, idOf, clients } = await start();
      const rows = dataSource.getRepository(DcrClient);
      const clientId = await idOf();
      const never = await idOf({ ...desktop(), client_name: 'Never again' });
      const age = (lastRegisteredAt: Date | null, used: Partial<DcrClient> = {}) =>
        rows.update({ clientId }, { createdAt: ago(90 * DAY), lastRegisteredAt, ...used });
      await rows.update({ clientId: never }, { createdAt: ago(49 * HOUR) });
      await age(ago(47 * HOUR));
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1, idleClients: 0 });
      expect(await clients()).toMatchObject([{ clientId, lastUsedAt: null }]);
      // Its use is older, but the last instance may still use it.
      await age(ago(29 * DAY), { lastUsedAt: ago(40 * DAY) });
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 0, idleClients: 0 });
      await age(ago(31 * DAY));
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 0, idleClients: 1 });
      const next = await idOf();
      expect(next).not.toBe(clientId);
      await rows.update({ clientId: next }, { createdAt: ago(90 * DAY), lastRegisteredAt: ago(49 * HOUR) });
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1 });
    });

    test('notes when an instance registered last', async () => {
      const first = await start();
      const clientId = await first.idOf();
      const rows = first.dataSource.getRepository(DcrClient);
      const find = () => rows.findOneByOrFail({ clientId });
      expect((await find()).lastRegisteredAt).toBeNull();
      await rows.update({ clientId }, { lastRegisteredAt: ago(DAY), createdAt: ago(2 * DAY) });
      // Another process: this one remembers that it has just recorded it.
      const other =
        database.kind === 'sqljs' ? first : await startShared({}, { database }, { keepRows: true });
      const answer = await other.post(desktop());
      expect(answer.json()['client_id']).toBe(clientId);
      if (other === first) return;
      const { lastRegisteredAt, createdAt } = await find();
      expect(lastRegisteredAt!.getTime()).toBeGreaterThan(ago(HOUR).getTime());
      expect(answer.json()['client_id_issued_at']).toBe(Math.floor(createdAt.getTime() / 1_000));
    });

    test('is not handed out while registration is paused', async () => {
      const { admin, idOf, post } = await start();
      const id = await idOf();
      await admin.pauseRegistration();
      expectError(await post(desktop()), 403, 'access_denied');
      await admin.resumeRegistration();
      expect(await idOf()).toBe(id);
    });

    test('ages by a function as it does by a number', async () => {
      const { admin, dataSource, idOf } = await start({
        cleanup: { unusedAfter: () => 2 * HOUR, idleAfter: () => 2 * HOUR },
      });
      const clientId = await idOf();
      const rows = dataSource.getRepository(DcrClient);
      const old = { createdAt: ago(DAY), lastUsedAt: null };
      await rows.update({ clientId }, { ...old, lastRegisteredAt: ago(1.5 * HOUR) });
      expect(await admin.cleanUp()).toMatchObject({ unusedClients: 0 });
      await rows.update({ clientId }, { ...old, lastRegisteredAt: ago(3 * HOUR) });
      expect(await admin.cleanUp({ dryRun: true })).toMatchObject({ unusedClients: 1 });
      expect(await auditOf({ dataSource } as never, clientId)).toHaveLength(1);
      expect(await dataSource.getRepository(DcrAuditEvent).count()).toBe(1);
    });
  },
  everyDatabase,
);
