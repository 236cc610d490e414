import {
  DCR_SESSION_REVOKER,
  DcrAdminService,
  DcrClientService,
  DcrRegistrationService,
  DcrSessionService,
} from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import type { VariantName } from '../../support/databases/variants.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { ago, HOUR, seedClient } from '../admin/support/clients.js';
import { authorizationRequest, refusalOf } from '../clients/authorization.js';

const stale: [string, VariantName][] = [
  ['where the read replica of TypeORM lags', 'replica'],
  ['where TypeORM caches every query', 'cache'],
];

for (const [where, variant] of stale) {
  describeDatabases(
    where,
    (database) => {
      let application: TestApplication;
      let clients: DcrClientService;
      let sessions: DcrSessionService;
      let admin: DcrAdminService;
      const revoke = vi.fn<() => Promise<void>>();

      beforeAll(async () => {
        application = await startApplication({
          database,
          dcr: { enabled: true, maxRegistrationsPerWindow: 1_000, maxClients: 1_000 },
          providers: [{ provide: DCR_SESSION_REVOKER, useValue: { revoke } }],
        });
        clients = application.nest.get(DcrClientService);
        sessions = application.nest.get(DcrSessionService);
        admin = application.nest.get(DcrAdminService);
      });
      beforeEach(() => revoke.mockReset().mockResolvedValue(undefined));
      afterAll(() => application?.close());

      /** A client in use: everything that can be cached of it has been read. */
      async function used() {
        const answer = await postJson(`${application.url}/register`, goodRegistration);
        expect(answer.status).toBe(201);
        const { client_id: clientId, redirect_uris } = answer.json() as {
          client_id: string;
          redirect_uris: string[];
        };
        const request = authorizationRequest(clientId, { redirectUri: redirect_uris[0] });
        const grant = { clientId, grantType: 'authorization_code' };
        const externalId = `grant of ${clientId}`;
        const session = await sessions.open({ clientId, subject: 'alice', externalId });
        await clients.authorize(request);
        await clients.authenticate(grant);
        await sessions.requireActive(session.id);
        await sessions.openOrRequireActive({ clientId, subject: 'alice', externalId });
        expect(await clients.findActive(clientId)).toMatchObject({ status: 'active' });
        expect(await sessions.findByExternalId(externalId)).toMatchObject({ id: session.id });
        return { clientId, request, grant, session, externalId };
      }

      test('a client is found from its registration on, and refused once it is disabled', async () => {
        const { clientId, request, grant, session, externalId } = await used();
        const disabled = await admin.disableClient(clientId);
        expect(disabled).toMatchObject({ client: { status: 'disabled' }, revokedSessions: 1 });
        expect(revoke).toHaveBeenCalledOnce();
        expect(await clients.findActive(clientId)).toBeNull();
        expect(await refusalOf(clients.authorize(request))).toMatchObject({ error: 'invalid_client' });
        expect(await refusalOf(clients.authenticate(grant))).toMatchObject({ error: 'invalid_client' });
        expect(await refusalOf(sessions.requireActive(session.id))).toMatchObject({
          error: 'invalid_client',
        });
        expect(await sessions.findByExternalId(externalId)).toBeNull();
        expect(await admin.explainClient(clientId)).toMatchObject({ status: 'disabled' });
        expect(await admin.getClient(clientId)).toMatchObject({
          client: { status: 'disabled' },
          sessions: { active: 0, total: 1 },
        });
      });

      test('a revoked session is refused, and its client stays active', async () => {
        const { clientId, session } = await used();
        expect(await admin.revokeSessions(clientId)).toMatchObject({ revokedSessions: 1 });
        expect(await refusalOf(sessions.requireActive(session.id))).toMatchObject({ error: 'invalid_grant' });
        expect(await clients.findActive(clientId)).not.toBeNull();
      });

      test('a pause of registration takes effect', async () => {
        await used();
        await admin.pauseRegistration();
        expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(403);
        expect(await admin.statistics()).toMatchObject({ paused: { by: null } });
        await admin.resumeRegistration();
        const registration = application.nest.get(DcrRegistrationService);
        await registration.register(goodRegistration);
        expect(await admin.statistics()).toMatchObject({ paused: false });
      });

      test('a rule takes effect, and its removal too', async () => {
        await used();
        const register = async () => (await postJson(`${application.url}/register`, goodRegistration)).status;
        const value = new URL(goodRegistration.redirect_uris[0]!).host;
        const { rule } = await admin.addRule({ kind: 'redirectHost', value, effect: 'deny' });
        expect(await register()).toBe(403);
        expect((await admin.listRules()).items).toEqual([rule]);
        await admin.removeRule(rule.id);
        expect(await register()).toBe(201);
      });

      test('an operation on many clients finds all of them', async () => {
        const [one, other] = [await used(), await used()];
        const clientIds = [one.clientId, other.clientId];
        const dryRun = await admin.disableClients({ clientIds }, {}, { dryRun: true });
        expect(dryRun).toMatchObject({ matched: 2 });
        const disabled = await admin.disableClients({ clientIds });
        expect(disabled).toMatchObject({ matched: 2, changed: 2, revokedSessions: 2 });
      });

      test('the cleanup removes stale clients, and ends', async () => {
        const { clientId } = await seedClient(application, {
          createdAt: ago(1_000 * HOUR),
          lastUsedAt: null,
        });
        expect(await admin.cleanUp({ dryRun: true })).toMatchObject({ unusedClients: 1 });
        expect(await admin.cleanUp()).toMatchObject({ unusedClients: 1 });
        expect(await clients.findActive(clientId)).toBeNull();
        expect(await admin.cleanUp()).toMatchObject({ unusedClients: 0 });
      });
    },
    ['better-sqlite3', 'postgres', 'mariadb'],
    variant,
  );
}
