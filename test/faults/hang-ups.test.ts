import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { DcrAuditEvent } from 'nestjs-dcr';
import { expect, test, vi } from 'vitest';
import { describeDatabases, type TestDatabase } from '../support/databases.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { startProcess, type ApplicationProcess } from '../support/processes/application-process.js';
import { startApplication } from '../support/application.js';
import { expectPairs } from './pairs.js';

const TIMES = 100;
const body = JSON.stringify(goodRegistration);
const head = `POST /register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;

async function open({ url }: ApplicationProcess, bytes: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  await new Promise((resolve) => socket.write(bytes, resolve));
  return socket;
}

const many = (application: ApplicationProcess, bytes: string) =>
  Promise.all(Array.from({ length: TIMES }, () => open(application, bytes)));

async function look(database: TestDatabase): Promise<{ clients: number; rejected: number }> {
  const application = await startApplication({ database, dcr: {} });
  const rejected = await application.dataSource
    .getRepository(DcrAuditEvent)
    .countBy({ type: 'client.rejected' });
  const clients = (await expectPairs(application.dataSource)).length;
  await application.close();
  return { clients, rejected };
}

/** Expects that nothing is kept for disconnected callers, and that the process ends cleanly. */
async function expectClean(application: ApplicationProcess, before: unknown): Promise<void> {
  await expect.poll(() => application.ask('resources'), { timeout: 10_000 }).toEqual(before);
  application.kill('SIGTERM');
  expect(await application.exited).toEqual({ code: null, signal: 'SIGTERM' });
  expect(application.output()).toBe('');
}

describeDatabases(
  'a client that disconnects, 100 times',
  (database) => {
    const dcr = { maxRegistrationsPerWindow: 1_000_000, policyTimeout: 60_000 };

    test('in the middle of its body leaves nothing behind: no handle, no error, no audit event', async () => {
      const application = await startProcess(database, { dcr });
      const before = await application.ask('resources');
      const sockets = await many(application, head + body.slice(0, 20));
      // Each connection has a timer for the rest of its body.
      await vi.waitUntil(async () => (await application.ask<string[]>('resources')).length > TIMES);
      for (const socket of sockets) socket.destroy();
      await expectClean(application, before);
      expect(await look(database)).toEqual({ clients: 0, rejected: 0 });
    });

    test('while the policy decides is still registered, and leaves nothing else behind', async () => {
      const application = await startProcess(database, { dcr, holdsDecisions: true });
      const before = await application.ask('resources');
      const sockets = await many(application, head + body);
      await vi.waitUntil(async () => (await application.ask('held')) === TIMES, { timeout: 10_000 });
      for (const socket of sockets) socket.destroy();
      await application.ask('decide');
      await expectClean(application, before);
      expect(await look(database)).toEqual({ clients: TIMES, rejected: 0 });
    });
  },
  ['better-sqlite3'],
);
