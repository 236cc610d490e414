import { expect, onTestFinished, test } from 'vitest';
import { describeDatabases } from '../../support/databases.js';
import { startApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';

interface Connection {
  pragma: (source: string) => unknown;
  exec: (source: string) => unknown;
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
      const exec = databaseConnection.exec.bind(databaseConnection);
      databaseConnection.exec = (source) => {
        if (source.includes('synchronous =')) set.push(source.replace('PRAGMA ', ''));
        return exec(source);
      };
      expect((await postJson(`${application.url}/register`, goodRegistration)).status).toBe(201);
      expect(set).toEqual(expected);
    });
  },
  ['better-sqlite3'],
);
