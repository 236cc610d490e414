import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { expectContract, expectError } from '../../conformance/answer-rules.js';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { exchangeBytes, postJson, send, type HttpAnswer } from '../../support/http.js';

describe.each(adapters)('an incomplete request, on %s', (adapter) => {
  let application: TestApplication;
  beforeEach(async () => {
    application = await startApplication({ adapter, dcr: { enabled: true, maxRegistrationsPerWindow: 1 } });
  });
  afterEach(() => application?.close());

  const counted = () =>
    vi.waitUntil(async () => (await application.dataSource.query('SELECT * FROM dcr_rate_limits'))[0]);

  test('is counted even if its sender disconnects', async () => {
    const { hostname, port } = new URL(application.url);
    const socket = connect(Number(port), hostname);
    socket.write('POST /register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n');
    socket.write('Content-Length: 100\r\n\r\n{"redirect_uris":');
    await counted();
    socket.destroy();

    const next = await postJson(`${application.url}/register`, goodRegistration);
    expect(next.status, next.text).toBe(429);
  });

  test('is refused for its announced size before the body arrives', async () => {
    expectError(await announce(17 * 1024), 413, 'invalid_client_metadata');
  });

  test('is not waited for once it is refused: the connection is closed', async () => {
    const head = 'POST /register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const answer = await exchangeBytes(application.url, `${head}Content-Length: ${17 * 1024}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('is refused by the limiter before the body arrives', async () => {
    await postJson(`${application.url}/register`, goodRegistration);
    expectError(await announce(100), 429, 'slow_down');
  });

  test(
    'is answered when its body takes too long, and its connection is closed',
    { timeout: 30_000 },
    async () => {
      const head = 'POST /register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
      // Resolves when the server has closed the connection.
      const answer = await exchangeBytes(
        application.url,
        `${head}Content-Length: 100\r\n\r\n{"redirect_uris":`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('The request body took too long to arrive.');
    },
  );

  /** Announces a length and then sends nothing. */
  async function announce(length: number): Promise<HttpAnswer> {
    const headers = { 'content-type': 'application/json', 'content-length': String(length) };
    const answer = await send(`${application.url}/register`, { headers, body: new PassThrough() });
    expectContract(answer);
    return answer;
  }
});
