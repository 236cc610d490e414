import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { request as openRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { DcrAuditEvent, DcrClient } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDatabase } from '../support/databases.js';
import { adapters, rootModule, newAdapter, startApplication } from '../support/application.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { postJson } from '../support/http.js';

const LIMIT = 25;
const RESETS = 200;
const body = JSON.stringify(goodRegistration);
const REQUEST =
  'POST /register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
  `Content-Length: ${body.length}\r\n\r\n${body}`;

/** Sends a complete request and resets the connection before the answer. */
async function postAndReset(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(REQUEST);
  socket.resetAndDestroy();
}

describe.each(adapters)('on %s', (adapter) => {
  test('callers that reset the connection after their request cannot evade their limit', async () => {
    const dcr = { enabled: true, maxRegistrationsPerWindow: LIMIT };
    const application = await startApplication({ adapter, dcr });
    onTestFinished(() => application.close());
    for (let sent = 0; sent < RESETS; sent++) await postAndReset(application.url);
    // This request arrives after all of them.
    await postJson(`${application.url}/register`, goodRegistration);

    const clients = await application.dataSource.getRepository(DcrClient).count();
    expect(clients).toBeLessThanOrEqual(LIMIT);
    const events = await application.dataSource.getRepository(DcrAuditEvent).find();
    expect(events.filter(({ ip }) => ip !== '127.0.0.1')).toEqual([]);
  });

  test('callers of a Unix socket need no address', async () => {
    const database = await createDatabase('memory');
    onTestFinished(() => database.drop());
    const root = rootModule({ dcr: { enabled: true } }, database);
    const app = await NestFactory.create(root, newAdapter(adapter), { logger: false, abortOnError: false });
    onTestFinished(() => app.close());
    const socketPath = join(mkdtempSync(join(tmpdir(), 'dcr-')), 'socket');
    await app.listen(socketPath);

    const headers = { 'content-type': 'application/json' };
    const outgoing = openRequest({ socketPath, path: '/register', method: 'POST', headers, agent: false });
    const onResponse = vi.fn<(response: { statusCode?: number }) => void>();
    outgoing.on('response', onResponse).end(body);
    await vi.waitUntil(() => onResponse.mock.calls.length > 0, { timeout: 10_000 });
    expect(onResponse.mock.calls[0]?.[0].statusCode).toBe(201);
    outgoing.destroy();
  });
});
