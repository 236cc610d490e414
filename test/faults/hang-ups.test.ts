import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { DcrAuditEvent } from 'nestjs-dcr';
import { expect, test, vi } from 'vitest';
import { describeDatabases, type TestDatabase } from '../support/databases.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { startProcess, type HostProcess } from '../support/processes/host-process.js';
import { startHost } from '../support/host.js';
import { expectPairs } from './pairs.js';

const TIMES = 100;
const body = JSON.stringify(goodRegistration);
const head = `POST /register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;

async function open({ url }: HostProcess, bytes: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  await new Promise((resolve) => socket.write(bytes, resolve));
  return socket;
}

const many = (host: HostProcess, bytes: string) =>
  Promise.all(Array.from({ length: TIMES }, () => open(host, bytes)));

async function look(database: TestDatabase): Promise<{ clients: number; rejected: number }> {
  const host = await startHost({ database, dcr: {} });
  const rejected = await host.dataSource.getRepository(DcrAuditEvent).countBy({ type: 'client.rejected' });
  const clients = (await expectPairs(host.dataSource)).length;
  await host.close();
  return { clients, rejected };
}

/** Expects that nothing is kept for disconnected callers, and that the process ends cleanly. */
async function expectClean(host: HostProcess, before: unknown): Promise<void> {
  await expect.poll(() => host.ask('resources'), { timeout: 10_000 }).toEqual(before);
  host.kill('SIGTERM');
  expect(await host.exited).toEqual({ code: null, signal: 'SIGTERM' });
  expect(host.output()).toBe('');
}

describeDatabases(
  'a client that disconnects, 100 times',
  (database) => {
    const dcr = { maxRegistrationsPerWindow: 1_000_000, policyTimeout: 60_000 };

    test('in the middle of its body leaves nothing behind: no handle, no error, no audit event', async () => {
      const host = await startProcess(database, { dcr });
      const before = await host.ask('resources');
      const sockets = await many(host, head + body.slice(0, 20));
      // Each connection has a timer for the rest of its body.
      await vi.waitUntil(async () => (await host.ask<string[]>('resources')).length > TIMES);
      for (const socket of sockets) socket.destroy();
      await expectClean(host, before);
      expect(await look(database)).toEqual({ clients: 0, rejected: 0 });
    });

    test('while the policy decides is still registered, and leaves nothing else behind', async () => {
      const host = await startProcess(database, { dcr, holdsDecisions: true });
      const before = await host.ask('resources');
      const sockets = await many(host, head + body);
      await vi.waitUntil(async () => (await host.ask('held')) === TIMES, { timeout: 10_000 });
      for (const socket of sockets) socket.destroy();
      await host.ask('decide');
      await expectClean(host, before);
      expect(await look(database)).toEqual({ clients: TIMES, rejected: 0 });
    });
  },
  ['better-sqlite3'],
);
