import { DcrState } from 'nestjs-dcr';
import { AbstractLogger, type LogLevel, type LogMessage } from 'typeorm';
import { expect, test } from 'vitest';
import { startApplication, type TestApplication } from '../../support/application.js';
import { describeDatabases, type TestDatabase } from '../../support/databases.js';

/** Records the statements of an application from its first connection on. */
class Recorder extends AbstractLogger {
  constructor(readonly statements: string[]) {
    super(['query']);
  }

  protected override writeLog(_level: LogLevel, message: LogMessage | LogMessage[]): void {
    for (const one of [message].flat()) {
      this.statements.push(String(typeof one === 'object' ? one.message : one));
    }
  }
}

function start(database: TestDatabase, options = {}): Promise<TestApplication> {
  const changed = { ...database, options: { ...database.options, ...options } } as TestDatabase;
  return startApplication({ database: changed, dcr: { enabled: true } });
}

async function statementsOfStart(database: TestDatabase): Promise<string[]> {
  const statements: string[] = [];
  // On SQLite, the module does not run its transactions through TypeORM. There the driver reports them.
  const recording =
    database.kind === 'better-sqlite3'
      ? { verbose: (sql: string) => statements.push(sql) }
      : { logger: new Recorder(statements), logging: true };
  const application = await start(database, recording);
  const recorded = [...statements];
  await application.close();
  return recorded;
}

describeDatabases(
  'the rows that all replicas share',
  (database) => {
    test('a start reads them, and writes nothing when all of them exist', async () => {
      await statementsOfStart(database);
      const statements = await statementsOfStart(database);
      expect(statements.some((sql) => /SELECT.*dcr_state/is.test(sql))).toBe(true);
      expect(statements.filter((sql) => /^\s*(?:INSERT|UPDATE|DELETE)/i.test(sql))).toEqual([]);
    });

    test('a start adds a row that is missing, as after an update, and keeps the others', async () => {
      const before = await start(database);
      const repository = before.dataSource.getRepository(DcrState);
      const rows = await repository.find({ order: { name: 'ASC' } });
      await repository.delete({ name: 'rules' });
      await before.close();
      const after = await start(database);
      const found = await after.dataSource.getRepository(DcrState).find({ order: { name: 'ASC' } });
      await after.close();
      expect(found).toEqual(rows);
    });
  },
  ['better-sqlite3', 'postgres', 'mariadb'],
);
