import {
  DCR_SESSION_REVOKER,
  DcrAdminService,
  DcrClient,
  DcrClientService,
  type DcrSession,
} from 'nestjs-dcr';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { authorizationRequest } from '../clients/authorization.js';
import { ago, DAY, everyDatabase, seedClients, seedSession } from './support/clients.js';

describeDatabases(
  'what changes while a bulk operation runs',
  (database) => {
    let application: TestApplication;
    let admin: DcrAdminService;
    let meanwhile: (session: DcrSession) => Promise<unknown>;
    const revoker = { revoke: async (session: DcrSession) => void (await meanwhile(session)) };

    beforeAll(async () => {
      const providers = [{ provide: DCR_SESSION_REVOKER, useValue: revoker }];
      application = await startApplication({ database, dcr: { enabled: true }, providers });
      admin = application.nest.get(DcrAdminService);
    });
    beforeEach(() => application.dataSource.createQueryBuilder().delete().from(DcrClient).execute());
    afterAll(() => application?.close());

    /** Two clients; while the session of the first is revoked, something happens to the second. */
    const twoClients = async (row: Partial<DcrClient>) => {
      const [first, second] = (await seedClients(application, [row, row])).toSorted((a, b) =>
        a.id < b.id ? -1 : 1,
      );
      await seedSession(application, first!.clientId);
      return { second: second!.clientId };
    };
    const statusOf = async (clientId: string) =>
      (await application.dataSource.getRepository(DcrClient).findOneBy({ clientId }))?.status;

    test('a client that was enabled meanwhile is not deleted as a disabled one', async () => {
      const { second } = await twoClients({ status: 'disabled', disabledAt: ago(DAY) });
      meanwhile = () => admin.enableClient(second);
      expect(await admin.deleteClients({ status: 'disabled' })).toMatchObject({ matched: 2, changed: 1 });
      expect(await statusOf(second)).toBe('active');
    });

    test('a client that was used meanwhile is not deleted as a never used one', async () => {
      const { second } = await twoClients({});
      meanwhile = () => application.nest.get(DcrClientService).authorize(authorizationRequest(second));
      expect(await admin.deleteClients({ neverUsed: true })).toMatchObject({ matched: 2, changed: 1 });
      expect(await statusOf(second)).toBe('active');
    });

    test('a client that was used meanwhile is not disabled as an idle one, and keeps its sessions', async () => {
      const { second } = await twoClients({ lastUsedAt: ago(10 * DAY) });
      await seedSession(application, second);
      meanwhile = () => application.nest.get(DcrClientService).authorize(authorizationRequest(second));
      const result = await admin.disableClients({ lastUsedBefore: ago(DAY) });
      expect(result).toMatchObject({ matched: 2, changed: 1, revokedSessions: 1, failed: 0, subjects: 1 });
      expect(await statusOf(second)).toBe('active');
    });
  },
  everyDatabase,
);
