import { DcrAdminService } from 'nestjs-dcr';
import { expect, onTestFinished, test, vi } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { HOUR, stored } from '../admin/support/clients.js';

describeDatabases(
  'a machine that was suspended for 49 hours',
  (database) => {
    test('stores a registration with the current time, so that the cleanup keeps it', async () => {
      const application = await startApplication({ database, dcr: { enabled: true } });
      onTestFinished(() => application.close());
      // The monotonic clock stopped for these hours; the database's clock and the system time did not.
      const now = performance.now.bind(performance);
      const monotonic = vi.spyOn(performance, 'now').mockImplementation(() => now() - 49 * HOUR);
      onTestFinished(() => monotonic.mockRestore());
      const answer = await postJson(`${application.url}/register`, goodRegistration);
      expect(answer.status, answer.text).toBe(201);
      const clientId = answer.json()['client_id'] as string;
      const { createdAt } = (await stored(application, clientId))!;
      expect(Math.abs(createdAt.getTime() - Date.now())).toBeLessThan(5_000);
      expect(await application.nest.get(DcrAdminService).cleanUp()).toMatchObject({ unusedClients: 0 });
    });
  },
  ['postgres', 'mariadb'],
);
