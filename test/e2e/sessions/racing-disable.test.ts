import { DcrAdminService, DcrError, DcrSession, DcrSessionService } from 'nestjs-dcr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication, type TestApplication } from '../../support/application.js';
import { seedClient, sharedDatabases } from '../admin/support/clients.js';

const OPENS = 50;
/** How many sessions have been opened when the administrator acts: none, a few, or almost all. */
const moments = [0, 5, 40];

describeDatabases(
  'sessions that are opened while an administrator disables or deletes the client, on two replicas,',
  (database) => {
    let applications: TestApplication[] = [];
    beforeAll(async () => {
      applications = [await startApplication({ database, dcr: { enabled: true } })];
      applications.push(await startApplication({ database, dcr: { enabled: true } }));
    });
    afterAll(() => Promise.all(applications.map((application) => application.close())));

    const race = async (operation: 'disableClient' | 'deleteClient', moment: number) => {
      const [first, second] = applications as [TestApplication, TestApplication];
      const { clientId } = await seedClient(first);
      const rows = first.dataSource.getRepository(DcrSession);
      const opened: Promise<boolean>[] = [];
      const open = (application: TestApplication, subject: string) =>
        application.nest
          .get(DcrSessionService)
          .open({ clientId, subject })
          .then(
            () => true,
            (error: unknown) => {
              if (error instanceof DcrError && error.error === 'invalid_client') return false;
              throw error;
            },
          );
      for (let at = 0; at < moment; at++) opened.push(open(at % 2 ? first : second, `before ${at}`));
      await opened.at(Math.floor(moment / 2));
      const taken = second.nest.get(DcrAdminService)[operation](clientId);
      for (let at = moment; at < OPENS; at++) opened.push(open(at % 2 ? first : second, `behind ${at}`));
      const { revokedSessions } = await taken;
      const openOnReturn = (await rows.findBy({ clientId })).filter(({ revokedAt }) => !revokedAt);
      const successes = (await Promise.all(opened)).filter((isOpen) => isOpen).length;
      return { openOnReturn, revokedSessions, successes, all: await rows.findBy({ clientId }) };
    };

    test.each(moments)('leave none open once disable has returned, with %i before it', async (moment) => {
      const { openOnReturn, revokedSessions, successes, all } = await race('disableClient', moment);
      expect(openOnReturn).toEqual([]);
      // Every successful call opened a session, and each of these was revoked and counted.
      expect(all).toHaveLength(successes);
      expect(revokedSessions).toBe(successes);
      expect(all.every(({ revokedAt, revocationState }) => revokedAt && revocationState === 'done')).toBe(
        true,
      );
    });

    test.each([5])('leave none open once delete has returned, with %i before it', async (moment) => {
      const { openOnReturn, revokedSessions, successes, all } = await race('deleteClient', moment);
      expect(openOnReturn).toEqual([]);
      expect(all).toHaveLength(successes);
      expect(revokedSessions).toBe(successes);
    });
  },
  sharedDatabases,
);
