import { DcrAdminService } from 'nestjs-dcr';
import { expect, onTestFinished, test } from 'vitest';
import { queriesOf } from '../../plans/recorded-queries.js';
import { startApplication } from '../../support/application.js';
import { describeDatabases } from '../../support/databases.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { sharedDatabases } from '../admin/support/clients.js';

describeDatabases(
  'a registration under rules',
  (database) => {
    test('reads the table of the rules once after each change, however many registrations there are', async () => {
      const dcr = { enabled: true, maxRegistrationsPerWindow: 1_000 };
      const application = await startApplication({ database, dcr });
      onTestFinished(() => application.close());
      const admin = application.nest.get(DcrAdminService);
      const register = async () => {
        for (let round = 0; round < 5; round++) {
          const answers = [1, 2, 3, 4].map(() => postJson(`${application.url}/register`, goodRegistration));
          for (const answer of answers) expect((await answer).status).toBe(201);
        }
      };
      const readsDuring = async () => {
        const queries = await queriesOf(application.dataSource, register);
        return queries.filter(({ sql }) => /dcr_rules/i.test(sql)).length;
      };
      await register();
      expect(await readsDuring()).toBe(0);
      const { rule } = await admin.addRule({ kind: 'redirectHost', value: 'evil.example', effect: 'deny' });
      expect(await readsDuring()).toBe(1);
      expect(await readsDuring()).toBe(0);
      await admin.removeRule(rule.id);
      expect(await readsDuring()).toBe(1);
    });
  },
  // The statements that sql.js runs cannot be recorded.
  sharedDatabases,
);
