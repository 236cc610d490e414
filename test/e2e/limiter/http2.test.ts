import { once } from 'node:events';
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { text } from 'node:stream/consumers';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { expect, onTestFinished, test } from 'vitest';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { start } from './limited-application.js';

async function post(session: ClientHttp2Session, body: string) {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/register',
    'content-type': 'application/json',
  });
  stream.end(body);
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  return { headers, body: JSON.parse(await text(stream)) as Record<string, unknown> };
}

test('over HTTP/2 the answers are the same, below the limit and above it', async () => {
  const { url } = await start(
    { maxRegistrationsPerWindow: 2 },
    { adapter: new FastifyAdapter({ http2: true }) },
  );
  const session = connect(url);
  onTestFinished(() => session.destroy());
  const good = JSON.stringify(goodRegistration);
  expect((await post(session, good)).headers[':status']).toBe(201);
  expect((await post(session, '{')).headers[':status']).toBe(400);
  for (const body of [good, good, 'x'.repeat(100_000), good]) {
    const refused = await post(session, body);
    expect(refused.headers).toMatchObject({ ':status': 429, 'cache-control': 'no-store' });
    expect(refused.body).toMatchObject({ error: 'slow_down' });
  }
});
