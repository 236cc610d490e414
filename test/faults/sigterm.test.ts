import { once } from 'node:events';
import { connect } from 'node:net';
import { DcrAuditEvent, DcrClient, DcrState } from 'nestjs-dcr';
import { expect, test, vi } from 'vitest';
import { ago, DAY, seedClients } from '../e2e/admin/support/clients.js';
import { describeDatabases } from '../support/databases.js';
import { startApplication } from '../support/application.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { postJson } from '../support/http.js';
import { startProcess, type ApplicationProcess } from '../support/processes/application-process.js';
import { expectPairs } from './pairs.js';

const databases = ['better-sqlite3', 'postgres', 'mariadb'] as const;

async function expectCleanEnd(application: ApplicationProcess): Promise<void> {
  expect(await application.exited).toEqual({ code: null, signal: 'SIGTERM' });
  expect(application.output()).toBe('');
}

/** Whether the process refuses new connections. */
async function refusesConnections({ url }: ApplicationProcess): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

describeDatabases(
  'SIGTERM during registrations',
  (database) => {
    test('lets those in flight complete: each is answered 201 and stored', async () => {
      const dcr = { maxRegistrationsPerWindow: 1_000, policyTimeout: 60_000 };
      const application = await startProcess(database, { dcr, holdsDecisions: true });
      const post = () => postJson(`${application.url}/register`, goodRegistration);
      const answers = Array.from({ length: 50 }, post);
      await vi.waitUntil(async () => (await application.ask('held')) === 50, { timeout: 10_000 });
      application.kill('SIGTERM');
      await vi.waitUntil(() => refusesConnections(application), { timeout: 10_000 });
      await application.ask('decide');

      const registered = await Promise.all(answers);
      await expectCleanEnd(application);
      expect(registered.map(({ status }) => status)).toEqual(Array(50).fill(201));
      const looking = await startApplication({ database, dcr: {} });
      const ids = registered.map((answer) => answer.json()['client_id'] as string);
      expect(await expectPairs(looking.dataSource)).toEqual(
        ids.toSorted((one, other) => (one < other ? -1 : 1)),
      );
      await looking.close();
    });
  },
  databases,
);

const STALE = 3_000;

describeDatabases(
  'SIGTERM during a sweep',
  (database) => {
    test('ends it after a batch: each removed client has its event, and the lease is released', async () => {
      const looking = await startApplication({ database, dcr: {} });
      const clients = looking.dataSource.getRepository(DcrClient);
      const events = looking.dataSource.getRepository(DcrAuditEvent);
      await seedClients(
        looking,
        Array.from({ length: STALE }, () => ({ createdAt: ago(3 * DAY) })),
      );

      const application = await startProcess(database, { dcr: { cleanup: { every: 20, batchSize: 10 } } });
      await vi.waitUntil(async () => (await clients.count()) < STALE, { timeout: 20_000, interval: 5 });
      application.kill('SIGTERM');
      await expectCleanEnd(application);

      const left = await clients.count();
      expect(left).toBeGreaterThan(0);
      expect(await events.countBy({ type: 'client.cleaned_up' })).toBe(STALE - left);
      const states = looking.dataSource.getRepository(DcrState);
      expect(await states.findOneBy({ name: 'cleanup' })).toMatchObject({ value: null, expiresAt: null });
      await looking.close();
    });
  },
  databases,
);
