import type { AbstractHttpAdapter } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DcrAuditEvent } from 'nestjs-dcr';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { expectContract, expectError } from '../../conformance/answer-rules.js';
import { adapters, startApplication, type TestApplication } from '../../support/application.js';
import { goodRegistration, hostileShapes } from '../../support/hostile-shapes.js';
import { byCallerHeader } from '../../support/caller.js';
import { exchangeBytes, postJson, send, type HttpAnswer } from '../../support/http.js';

const limit = 3;
const spellings = [
  '/register/',
  '/Register',
  '/REGISTER/',
  '/%72egister',
  '/%52egister',
  '//register',
  '/./register',
  '/x/../register',
  '/register%2f',
  '/register;x=1',
  '/register?x=1',
  '/register/?x=1',
  '/register#x',
];

const loose = { caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true };
// Fastify accepts this option, but its types lack it.
const semicolon: object = { useSemicolonDelimiter: true };
const routers: [string, () => AbstractHttpAdapter][] = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
  ['Fastify with a loose router', () => new FastifyAdapter({ routerOptions: loose })],
  ['Fastify that ends paths at a semicolon', () => new FastifyAdapter({ routerOptions: semicolon })],
];

/** Routers match more loosely than a string comparison; no spelling may reach the endpoint without its limits. */
describe.each(routers)('another spelling of the path, on %s', (_, newAdapter) => {
  let application: TestApplication;
  beforeAll(async () => {
    application = await startApplication({
      adapter: newAdapter(),
      dcr: { enabled: true, maxRegistrationsPerWindow: limit, trackBy: byCallerHeader },
    });
  });
  afterAll(() => application?.close());

  const cases = spellings.flatMap((spelling) => hostileShapes.map((shape) => ({ spelling, shape })));

  for (const { spelling, shape } of cases)
    test(`${spelling} with ${shape.name} is either unknown or refused and limited`, async () => {
      const caller = { 'x-caller': `${spelling} ${shape.name}` };
      const post = () =>
        send(application.url + spelling, {
          ...shape.request,
          headers: { ...shape.request.headers, ...caller },
        });
      if (!(await reachesEndpoint(spelling))) return expectNestAnswer(await post());

      for (let attempt = 1; attempt <= limit; attempt++) {
        const refused = await post();
        expectContract(refused);
        expectError(refused, refused.status, 'invalid_client_metadata');
      }
      const limited = await post();
      expectContract(limited);
      expectError(limited, 429, 'slow_down');
    });

  test.each(spellings)('%s has the same counter as the path itself', async (spelling) => {
    const caller = { 'x-caller': `counter ${spelling}` };
    await postJson(application.url + spelling, goodRegistration, caller);
    for (let attempt = 1; attempt < limit; attempt++)
      await postJson(`${application.url}/register`, goodRegistration, caller);
    const last = await postJson(`${application.url}/register`, goodRegistration, caller);
    expect(last.status).toBe((await reachesEndpoint(spelling)) ? 429 : 201);
  });

  /** Whether the router takes this spelling to the endpoint, whatever it answers. */
  async function reachesEndpoint(spelling: string): Promise<boolean> {
    const caller = { 'x-caller': `${Math.random()}` };
    return (await postJson(application.url + spelling, goodRegistration, caller)).status !== 404;
  }
});

/** Nest's own answer to an unknown route or to malformed JSON. */
function expectNestAnswer(answer: HttpAnswer): void {
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.text).not.toContain('error_description');
}

describe.each(adapters)('an absolute URL in the request line, on %s', (adapter) => {
  test('reaches the endpoint like its path: counted, limited and audited', async () => {
    const application = await startApplication({
      adapter,
      dcr: { enabled: true, maxRegistrationsPerWindow: 3 },
    });
    onTestFinished(() => application.close());
    const post = async (body: string) => {
      const head =
        'POST http://api.example.com/register?x=1 HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n';
      const type = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
      const [answer = ''] = (await exchangeBytes(application.url, head + type + body)).split('\r\n', 1);
      return Number(answer.split(' ')[1]);
    };
    expect(await post(JSON.stringify(goodRegistration))).toBe(201);
    expect([await post('{"bad'), await post('{"bad'), await post('{"bad')]).toEqual([400, 400, 429]);
    expect(await application.dataSource.getRepository(DcrAuditEvent).count()).toBe(4);
  });
});
