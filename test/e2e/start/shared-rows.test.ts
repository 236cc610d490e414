import { DcrState } from 'nestjs-dcr';
import { AbstractLogger, type LogLevel, type LogMessage } from 'typeorm';
import { expect, test } from 'vitest';
import { startApplication } from '../../support/application.js';
import { describeDatabases, type TestDatabase } from '../../support/databases.js';

/** Records the statements of an application from its first connection on. */
class Recorder extends AbstractLogger {
  readonly statements: string[] = [];

  protected override writeLog(_level: LogLevel, message: LogMessage | LogMessage[]): void {
    for (const one of [message].flat()) {
      this.statements.push(String(typeof one === 'object' ? one.message : one));
    }
  }
}

/** Starts and stops an application with this module. @returns its shared rows */
async function startOnce(database: TestDatabase, options = {}): Promise<DcrState[]> {
  const recorded = { ...database, options: { ...database.options, ...options } } as TestDatabase;
  const application = await startApplication({ database: recorded, dcr: { enabled: true } });
  const rows = await application.dataSource.getRepository(DcrState).find({ order: { name: 'ASC' } });
  await application.close();
  return rows;
}

describeDatabases(
  'the rows that all replicas share',
  (database) => {
    test('a start reads them, and writes nothing when all of them exist', async () => {
      await startOnce(database);
      const logger = new Recorder(['query']);
      await startOnce(database, { logger, logging: true });
      expect(logger.statements.filter((sql) => /dcr_state/i.test(sql))).not.toEqual([]);
      expect(logger.statements.filter((sql) => /^\s*(?:INSERT|UPDATE|DELETE)/i.test(sql))).toEqual([]);
    });

    test('a start adds a row that is missing, as after an update, and keeps the others', async () => {
      const rows = await startOnce(database);
      const removed = await startApplication({ database, dcr: { enabled: true } });
      await removed.dataSource.getRepository(DcrState).delete({ name: 'rules' });
      await removed.close();
      expect(await startOnce(database)).toEqual(rows);
    });
  },
  ['better-sqlite3', 'postgres', 'mariadb'],
);
