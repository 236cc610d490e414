import { ThrottlerStorageService } from '@nestjs/throttler';
import { DcrAuditEvent, DcrClient, DcrRegistrationService } from 'nestjs-dcr';
import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { createDatabase, describeDatabases } from '../../support/databases.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import type { HttpAnswer } from '../../support/http.js';
import { startEndpoint, type Endpoint } from '../registration/endpoint.js';

const sqlite = ['better-sqlite3', 'sqljs'] as const;

/** A table of the application, next to ours. */
const notes = 'CREATE TABLE notes (text VARCHAR(40))';
const note = (text: string) => `INSERT INTO notes VALUES ('${text}')`;

async function begin({ dataSource }: Endpoint): Promise<QueryRunner> {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  return runner;
}

describeDatabases(
  'while the application has an open transaction',
  (database) => {
    let endpoint: Endpoint;
    beforeAll(async () => {
      endpoint = await startEndpoint({}, { database });
      await endpoint.dataSource.query(notes);
    });
    beforeEach(async () => {
      for (const table of ['dcr_clients', 'dcr_audit_events', 'notes'])
        await endpoint.dataSource.query(`DELETE FROM ${table}`);
    });
    afterAll(() => endpoint?.close());

    const count = async () => {
      const { dataSource } = endpoint;
      const [{ written }] = (await dataSource.query('SELECT count(*) AS written FROM notes')) as [
        { written: number | string },
      ];
      const clients = await dataSource.getRepository(DcrClient).count();
      const events = await dataSource.getRepository(DcrAuditEvent).countBy({ type: 'client.registered' });
      return { clients, events, notes: Number(written) };
    };

    /** Sends several complete requests: enough time for a request that does not wait. */
    const letOthersWork = async () => {
      for (let turn = 0; turn < 5; turn++)
        await fetch(`${endpoint.url}/unknown`).then((answer) => answer.text());
    };

    test.each(['rollback', 'commit'] as const)(
      'a registration waits for its %s, and is stored',
      async (end) => {
        const runner = await begin(endpoint);
        await runner.query(note('of the application'));
        const settled: HttpAnswer[] = [];
        const answers = Array.from({ length: 5 }, () =>
          endpoint.post().then((answer) => (settled.push(answer), answer)),
        );
        await letOthersWork();
        expect(settled).toEqual([]);
        await (end === 'commit' ? runner.commitTransaction() : runner.rollbackTransaction());
        await runner.release();

        const statuses = (await Promise.all(answers)).map(({ status }) => status);
        expect(statuses).toEqual([201, 201, 201, 201, 201]);
        expect(await count()).toEqual({ clients: 5, events: 5, notes: end === 'commit' ? 1 : 0 });
      },
    );

    test('a registration by the service waits, too', async () => {
      const runner = await begin(endpoint);
      const registering = endpoint.nest.get(DcrRegistrationService).register(goodRegistration);
      await letOthersWork();
      await runner.rollbackTransaction();
      await runner.release();
      const { client_id: clientId } = await registering;
      expect(await endpoint.dataSource.getRepository(DcrClient).existsBy({ clientId })).toBe(true);
    });

    test('a refusal does not wait for its audit event, which is written afterwards', async () => {
      const storage = new ThrottlerStorageService();
      const counted = await startEndpoint({ throttlerStorage: storage }, { database });
      onTestFinished(async () => {
        storage.onApplicationShutdown();
        await counted.close();
      });
      const runner = await begin(counted);
      const refused = await counted.post({ redirect_uris: ['javascript:alert(1)'] });
      expectError(refused, 400, 'invalid_redirect_uri');
      await runner.rollbackTransaction();
      await runner.release();
      const events = counted.dataSource.getRepository(DcrAuditEvent);
      await vi.waitUntil(async () => (await events.countBy({ error: 'invalid_redirect_uri' })) === 1);
    });

    test('all registrations between such transactions are durable', async () => {
      const stop = new AbortController();
      const transactions = (async () => {
        let rolledBack = 0;
        while (!stop.signal.aborted) {
          const runner = await begin(endpoint);
          await runner.query(note('gone'));
          await new Promise((resolve) => setImmediate(resolve));
          await runner.rollbackTransaction();
          await runner.release();
          rolledBack++;
          // Give Node's timers and sockets a turn.
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        return rolledBack;
      })();
      const answers = await Promise.all(Array.from({ length: 30 }, () => endpoint.post()));
      stop.abort();
      expect(await transactions).toBeGreaterThan(1);
      expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(201));
      expect(await count()).toEqual({ clients: 30, events: 30, notes: 0 });
    });
  },
  sqlite,
);

describeDatabases('of many simultaneous registrations', (database) => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint({}, { database });
    const { dataSource } = endpoint;
    await dataSource.query(notes);
    await dataSource.query('CREATE UNIQUE INDEX one_of_each ON dcr_clients (software_id)');
    expect((await endpoint.post({ software_id: 'taken' })).status).toBe(201);
  });
  afterAll(() => endpoint?.close());

  test('one that fails affects neither the others nor the application', async () => {
    const { dataSource, post } = endpoint;
    const registrations = Array.from({ length: 50 }, (_, index) =>
      post({ software_id: index === 20 ? 'taken' : `client ${index}` }),
    );
    const written = Array.from({ length: 20 }, (_, index) => dataSource.query(note(`note ${index}`)));
    const answers = await Promise.all(registrations);
    await Promise.all(written);

    expectError(answers[20]!, 500, 'server_error');
    const ids = answers.filter(({ status }) => status === 201).map((answer) => answer.json()['client_id']);
    expect(ids).toHaveLength(49);
    const clients = await dataSource.getRepository(DcrClient).find();
    expect(clients.map(({ clientId }) => clientId)).toEqual(expect.arrayContaining(ids));
    expect(clients).toHaveLength(50);
    expect(await dataSource.getRepository(DcrAuditEvent).countBy({ type: 'client.registered' })).toBe(50);
    expect(await dataSource.query('SELECT * FROM notes')).toHaveLength(20);
  });
});

test('a transaction of the application that never ends makes registrations answer 503 in time', async () => {
  const applications = await Promise.all(
    sqlite.map(async (kind) => {
      const database = await createDatabase(kind);
      const endpoint = await startEndpoint({}, { database });
      onTestFinished(async () => {
        await endpoint.close();
        await database.drop();
      });
      return endpoint;
    }),
  );
  await Promise.all(
    applications.map(async (endpoint) => {
      const runner = await begin(endpoint);
      const start = performance.now();
      const answer = await endpoint.post();
      expectError(answer, 503, 'temporarily_unavailable');
      expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(performance.now() - start).toBeLessThan(7_000);

      await runner.rollbackTransaction();
      await runner.release();
      expect((await endpoint.post()).status).toBe(201);
      expect(await endpoint.dataSource.getRepository(DcrClient).count()).toBe(1);
    }),
  );
});
