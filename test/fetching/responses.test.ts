import { describe, expect, test } from 'vitest';
import { download, expectFailure, goodDocument, url, useDocumentServer } from './lab.js';

const lab = useDocumentServer();
const json = 'application/json';

test('A document is downloaded with what the host said about its age', async () => {
  const headers = {
    'content-type': json,
    etag: 'W/"1"',
    'last-modified': 'Wed, 01 Jul 2026 12:00:00 GMT',
    'cache-control': 'max-age=600',
  };
  lab.server.serve({ headers, body: goodDocument });
  expect(await download(lab.server)).toEqual({
    kind: 'document',
    document: goodDocument,
    etag: 'W/"1"',
    lastModified: 'Wed, 01 Jul 2026 12:00:00 GMT',
    cacheHeaders: expect.objectContaining({ 'cache-control': 'max-age=600' }),
  });
});

test('The request is a GET that says who asks and for what, and nothing else', async () => {
  await download(lab.server);
  const [request, ...others] = lab.server.requests;
  expect(others).toEqual([]);
  expect(request).toMatchObject({ method: 'GET', url });
  expect(request!.headers).toEqual({
    host: 'client.test',
    accept: 'application/json, application/*+json;q=0.9',
    'accept-encoding': 'identity',
    'user-agent': 'nestjs-dcr',
    connection: 'close',
  });
});

test('The port and the query of the URL are part of the request', async () => {
  await download(lab.server, { url: 'https://client.test:8443/client.json?version=2' });
  expect(lab.server.requests[0]).toMatchObject({ url: 'https://client.test:8443/client.json?version=2' });
});

test('No connection is reused, and each one is closed after the response', async () => {
  await download(lab.server);
  await download(lab.server);
  expect(lab.server.connections).toBe(2);
  await expect.poll(() => lab.server.openConnections).toBe(0);
});

test.each([
  json,
  'Application/JSON',
  'application/json; charset=utf-8',
  'application/json ;charset=utf-8',
  'application/cimd+json',
  'application/vnd.example.v1+json;a=b',
])('The content type %s is JSON', async (type) => {
  lab.server.serve({ headers: { 'content-type': type }, body: goodDocument });
  expect(await download(lab.server)).toMatchObject({ kind: 'document' });
});

test.each([
  'text/plain',
  'text/html',
  'application/javascript',
  'application/jsonx',
  'application/json-seq',
  'application/json, text/html',
  'application/+json',
  'text/json',
  'text/x+json',
  'application/x+jsonx',
  'xapplication/json',
  '',
])('The content type %j is not JSON', async (type) => {
  lab.server.serve({ headers: { 'content-type': type }, body: goodDocument });
  await expectFailure(download(lab.server), 'type', false);
});

test('A response with two content types is not JSON', async () => {
  lab.server.serve({ headers: { 'content-type': [json, 'text/html'] }, body: goodDocument });
  await expectFailure(download(lab.server), 'type', false);
});

test('A response without a content type is not JSON', async () => {
  lab.server.serve({ headers: {}, body: goodDocument });
  await expectFailure(download(lab.server), 'type', false);
});

test.each(['gzip', 'br', 'identity', 'utf-8', ''])('The content encoding %j is refused', async (encoding) => {
  lab.server.serve({ headers: { 'content-type': json, 'content-encoding': encoding }, body: goodDocument });
  await expectFailure(download(lab.server), 'type', false);
});

test.each([201, 203, 204, 206, 400, 402, 404, 405, 410, 418, 451])(
  'The status %d means that there is no document',
  async (status) => {
    lab.server.serve({ status, body: goodDocument });
    expect(await expectFailure(download(lab.server), 'status', false)).toMatchObject({ status });
  },
);

test.each([401, 403, 408, 429, 500, 502, 503, 504, 599])(
  'The status %d means that the host cannot be reached now',
  async (status) => {
    lab.server.serve({ status, body: goodDocument });
    expect(await expectFailure(download(lab.server), 'status', true)).toMatchObject({ status });
  },
);

test.each([300, 301, 302, 303, 305, 307, 308])('The redirect %d is not followed', async (status) => {
  const location = 'https://client.test/other.json';
  lab.server.serve(
    { status, headers: { 'content-type': json, location }, body: goodDocument },
    '/oauth/client.json',
  );
  expect(await expectFailure(download(lab.server), 'redirect', true)).toMatchObject({ status });
  expect(lab.server.requests).toHaveLength(1);
});

test('The headers Location and Refresh of a 200 mean nothing', async () => {
  const headers = {
    'content-type': json,
    location: 'https://other.test/x',
    refresh: '0; url=https://other.test/x',
  };
  lab.server.serve({ headers, body: goodDocument });
  expect(await download(lab.server)).toMatchObject({ kind: 'document' });
  expect(lab.server.requests).toHaveLength(1);
});

describe('Asking whether a stored document is current', () => {
  const validators = { etag: '"1"', lastModified: 'Wed, 01 Jul 2026 12:00:00 GMT' };

  test('sends its validators, and takes a 304 as confirmation', async () => {
    lab.server.serve({ status: 304, headers: { etag: '"2"', 'cache-control': 'max-age=60' } });
    expect(await download(lab.server, { validators })).toEqual({
      kind: 'not-modified',
      etag: '"2"',
      lastModified: null,
      cacheHeaders: expect.objectContaining({ 'cache-control': 'max-age=60' }),
    });
    expect(lab.server.requests[0]!.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'Wed, 01 Jul 2026 12:00:00 GMT',
    });
  });

  test.each([[undefined], [{ etag: null, lastModified: null }]])(
    'fails as unreachable with a 304 that was not asked for (%j)',
    async (none) => {
      lab.server.serve({ status: 304, headers: { etag: '"1"' } });
      const attempt = download(lab.server, none ? { validators: none } : {});
      expect(await expectFailure(attempt, 'status', true)).toMatchObject({ status: 304 });
      expect(lab.server.requests[0]!.headers).not.toHaveProperty('if-none-match');
    },
  );

  test.each(['"a"b"', 'a', '"a', `"${'a'.repeat(300)}"`, '"\u00e9"', '*'])(
    'is not done with the entity tag %j',
    async (etag) => {
      lab.server.serve({ headers: { 'content-type': json, etag }, body: goodDocument });
      expect(await download(lab.server)).toMatchObject({ kind: 'document', etag: null });
    },
  );
});

describe('The body', () => {
  const serveText = (rawBody: string) => lab.server.serve({ rawBody });
  const paddedTo = (bytes: number) => JSON.stringify(goodDocument).padEnd(bytes);

  test('may have exactly the maximum of bytes', async () => {
    serveText(paddedTo(5_120));
    expect(await download(lab.server)).toMatchObject({ document: goodDocument });
  });

  test('must not have one byte more', async () => {
    serveText(paddedTo(5_121));
    await expectFailure(download(lab.server), 'size', false);
  });

  test('is counted in bytes, not in characters', async () => {
    serveText(JSON.stringify({ a: '\u00e9'.repeat(2_600) }));
    await expectFailure(download(lab.server), 'size', false);
  });

  test.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['no JSON', 'client_id=1'],
    ['JSON that was cut', '{"client_id": "https://client.te'],
    ['two objects', '{}{}'],
    ['a comment', '{} // done'],
    ['a list', '[{}]'],
    ['null', 'null'],
    ['a text', '"text"'],
    ['a number', '1'],
  ])('must be a JSON object, not %s', async (_, text) => {
    serveText(text);
    await expectFailure(download(lab.server), 'json', false);
  });

  test.each([
    ['an invalid byte', '7b2261223a22ff227d'],
    ['an overlong form', '7b2261223a22c0af227d'],
    ['a surrogate', '7b2261223a22eda080227d'],
    ['a character that was cut', '7b2261223a22c3227d'],
    ['UTF-16', '7b007d00'],
  ])('must be UTF-8, without %s', async (_, hex) => {
    lab.server.serve({ rawBase64: Buffer.from(hex, 'hex').toString('base64') });
    await expectFailure(download(lab.server), 'json', false);
  });

  test('may be nested as deep as its size allows', async () => {
    serveText(`{"a":${'['.repeat(2_500)}${']'.repeat(2_500)}}`);
    expect(await download(lab.server)).toMatchObject({ kind: 'document' });
  });

  test('cannot change prototypes, even when its members are copied', async () => {
    serveText(
      '{"__proto__":{"polluted":true},"a":[{"__proto__":{"polluted":true}}],"constructor":{"prototype":{}}}',
    );
    const { document } = (await download(lab.server)) as { document: Record<string, unknown> };
    const copy = Object.assign({}, document, (document['a'] as object[])[0]) as Record<string, unknown>;
    expect(copy['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });

  test('is not repeated by any error', async () => {
    serveText('{"secret-of-the-body": oops}');
    const error = await expectFailure(download(lab.server), 'json', false);
    expect([error.message, error.stack, String(error.cause)].join()).not.toMatch(/secret|oops/);
  });
});
