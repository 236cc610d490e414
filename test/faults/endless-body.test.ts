import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectError } from '../conformance/answer-rules.js';
import { startEndpoint, type Endpoint } from '../e2e/registration/endpoint.js';
import { adapters } from '../support/application.js';
import { send } from '../support/http.js';

const CHUNK = Buffer.alloc(65_536, 0x20);

describe.each(adapters)('a body of 5 MiB in chunks, without a length, on %s', (adapter) => {
  let endpoint: Endpoint;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    endpoint = await startEndpoint({}, { adapter });
    const server = endpoint.nest.getHttpServer() as Server;
    server.on('connection', (socket: Socket) => sockets.push(socket));
  });
  afterAll(() => endpoint?.close());

  function* fiveMebibytes(): Generator<Buffer> {
    for (let sent = 0; sent < 5 * 2 ** 20; sent += CHUNK.length) yield CHUNK;
  }

  test('is refused once it exceeds the limit, and the rest is never read, 20 times at once', async () => {
    const headers = { 'content-type': 'application/json' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send(`${endpoint.url}/register`, { headers, body: fiveMebibytes() })),
    );
    for (const answer of answers) expectError(answer, 413, 'invalid_client_metadata');
    expect(sockets).toHaveLength(20);
    for (const { bytesRead } of sockets) expect(bytesRead).toBeLessThan(1_048_576);
  });
});
