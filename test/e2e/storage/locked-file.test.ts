import { expect, onTestFinished, test } from 'vitest';
import { connectTo } from '../../faults/connection.js';
import { describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson, send } from '../../support/http.js';

describeDatabases(
  'while another process has the SQLite file locked',
  (database) => {
    test('other requests are answered, and the registration is stored once the lock is released', async () => {
      const application = await startApplication({ database, dcr: { enabled: true } });
      onTestFinished(() => application.close());
      const other = await connectTo(database);
      onTestFinished(() => other.destroy());
      await other.query('BEGIN IMMEDIATE');
      const registering = postJson(`${application.url}/register`, goodRegistration);
      const start = performance.now();
      for (let request = 0; request < 20; request++) {
        expect((await send(`${application.url}/elsewhere`, { method: 'GET' })).status).toBe(404);
      }
      expect(performance.now() - start).toBeLessThan(2_000);
      await other.query('COMMIT');
      expect((await registering).status).toBe(201);
    });
  },
  ['better-sqlite3'],
);
