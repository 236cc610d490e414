import { DcrAuditEvent, DcrClient, dcrEntities } from 'nestjs-dcr';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { expect, onTestFinished, test } from 'vitest';
import { desktop } from '../e2e/shared/support.js';
import { describeDatabases, type TestDatabase } from '../support/databases.js';
import { postJson } from '../support/http.js';
import { startProcess } from '../support/processes/application-process.js';

const REGISTRATIONS = 200;

async function connectTo({ options }: TestDatabase): Promise<DataSource> {
  const { autoLoadEntities: _, migrations: __, migrationsRun: ___, ...connection } = options;
  const dataSource = new DataSource({ ...connection, entities: dcrEntities } as DataSourceOptions);
  await dataSource.initialize();
  onTestFinished(() => dataSource.destroy());
  return dataSource;
}

describeDatabases(
  'three processes that share a database',
  (database) => {
    test('answer 200 identical registrations at once with one client, and audit each of them', async () => {
      const start = () =>
        startProcess(database, { dcr: { instances: 'shared', maxRegistrationsPerWindow: 10_000 } });
      const first = await start();
      const processes = [first, ...(await Promise.all([start(), start()]))];
      const answers = await Promise.all(
        Array.from({ length: REGISTRATIONS }, (_, index) =>
          postJson(`${processes[index % 3]!.url}/register`, desktop(20_000 + index)),
        ),
      );
      expect(answers.map(({ status, text }) => (status === 201 ? 201 : text))).toEqual(
        answers.map(() => 201),
      );
      const values = answers.map((answer) => answer.json());
      const { client_id, client_id_issued_at } = values[0]!;
      for (const [index, value] of values.entries()) {
        const { redirect_uris } = desktop(20_000 + index);
        expect(value).toMatchObject({ client_id, client_id_issued_at, redirect_uris });
      }
      const dataSource = await connectTo(database);
      const [client, ...others] = await dataSource.getRepository(DcrClient).find();
      expect(others).toEqual([]);
      expect(client).toMatchObject({ clientId: client_id });
      expect(Math.floor(client!.createdAt.getTime() / 1_000)).toBe(client_id_issued_at);
      const events = await dataSource.getRepository(DcrAuditEvent).findBy({ clientId: String(client_id) });
      expect(events).toHaveLength(REGISTRATIONS);
      expect(events.filter(({ description }) => description === 'shared')).toHaveLength(REGISTRATIONS - 1);
      for (const one of processes) expect(one.output()).toBe('');
    });
  },
  ['better-sqlite3', 'postgres', 'mariadb'],
);
