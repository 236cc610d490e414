import { expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

interface Connection {
  pragma: (source: string, options?: { simple: true }) => unknown;
}

describeDatabases(
  'the limiter',
  (database) => {
    test.each([
      [true, ['synchronous = 1', 'synchronous = 2']],
      [false, []],
    ])('skips waiting for the disk only in WAL mode (WAL: %s)', async (enableWAL, expected) => {
      const application = await startApplication({
        database,
        typeorm: { enableWAL },
        dcr: { enabled: true },
      });
      onTestFinished(() => application.close());
      const { databaseConnection } = application.dataSource.driver as unknown as {
        databaseConnection: Connection;
      };
      databaseConnection.pragma(`journal_mode = ${enableWAL ? 'wal' : 'delete'}`);
      databaseConnection.pragma('synchronous = 2');
      const set: string[] = [];
      const pragma = databaseConnection.pragma.bind(databaseConnection);
      databaseConnection.pragma = (source, options) => {
        if (source.startsWith('synchronous =')) set.push(source);
        return pragma(source, options);
      };
      expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(201);
      expect(set).toEqual(expected);
    });
  },
  ['better-sqlite3'],
);
