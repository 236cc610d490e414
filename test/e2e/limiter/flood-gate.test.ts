import type { IncomingMessage } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { DcrAuditEvent, type DcrModuleOptions } from 'nestjs-dcr';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createDatabase } from '../../support/databases.js';
import { adapters } from '../../support/application.js';
import { send } from '../../support/http.js';
import { expectLimited, start } from './limited-application.js';

type WithHeaders = Pick<IncomingMessage, 'headers'>;

function middleware(act: (request: WithHeaders) => void) {
  return (request: WithHeaders, _response: unknown, next: () => void) => {
    act(request);
    next();
  };
}

describe.each(adapters)('a caller over the limit, on %s,', (adapter) => {
  /** A guard of the application sees every request that the framework has routed. */
  const startGuarded = async (dcr: DcrModuleOptions) => {
    const routed = vi.fn<() => boolean>(() => true);
    const providers = [{ provide: APP_GUARD, useValue: { canActivate: routed } }];
    const database = await createDatabase('better-sqlite3');
    onTestFinished(() => database.drop());
    const application = await start(
      { maxRegistrationsPerWindow: 1, ...dcr },
      { adapter, providers, database },
    );
    for (const status of [201, 429]) expect((await application.post()).status).toBe(status);
    routed.mockClear();
    return { ...application, routed };
  };

  test('is refused before the framework routes the request, with the same answer', async () => {
    const { post, routed, nest, dataSource, url } = await startGuarded({});
    const answers = [await post(), await post({ origin: 'https://browser.example' }), await post({}, {})];
    for (const answer of answers) {
      expectLimited(answer, 60);
      expect(answer.headers).toMatchObject({
        'cache-control': 'no-store',
        'access-control-allow-origin': '*',
        'content-type': 'application/json; charset=utf-8',
      });
    }
    expect(routed).not.toHaveBeenCalled();
    expect((await send(`${url}/elsewhere`, { method: 'GET' })).status).toBe(404);
    await nest.close();
    // Written at shutdown at the latest.
    await dataSource.initialize();
    onTestFinished(() => dataSource.destroy());
    const refusals = await dataSource.getRepository(DcrAuditEvent).findBy({ error: 'slow_down' });
    expect(refusals.map(({ count }) => count)).toEqual([4]);
  });

  test('is not waited for when its body is not read', async () => {
    const { url, routed } = await startGuarded({});
    const headers = { 'content-type': 'application/json', 'content-length': String(50_000_000) };
    const answer = await send(`${url}/register`, { headers, body: [Buffer.alloc(20_000)] });
    expectLimited(answer, 60);
    expect(answer.headers).toMatchObject({ connection: 'close' });
    expect(routed).not.toHaveBeenCalled();
  });

  test('is accepted again when the window has ended', async () => {
    const { post } = await startGuarded({ registrationWindow: 300 });
    const letIn = vi.waitUntil(async () => (await post()).status === 201, { timeout: 5_000 });
    expect(await letIn).toBe(true);
  });

  test('does not block others if the application sets the addresses itself', async () => {
    const routed = vi.fn<(request: WithHeaders) => void>((request) => {
      const value = request.headers['cf-connecting-ip'];
      if (value) Object.defineProperty(request, 'ip', { value });
    });
    const behindOurMiddleware = (app: INestApplication) => {
      if (adapter === 'express') app.use(middleware(routed));
      else (app.getHttpAdapter().getInstance() as FastifyInstance).addHook('preHandler', middleware(routed));
    };
    const { post } = await start(
      { maxRegistrationsPerWindow: 1 },
      { adapter, configure: behindOurMiddleware },
    );
    const from = async (address: string) => (await post({ 'cf-connecting-ip': address })).status;
    // Only the proxy's address is over its limit. The application is detected after a few attempts at most.
    expect([(await post()).status, (await post()).status]).toEqual([201, 429]);
    const found = vi.waitUntil(async () => (await from('192.0.2.1')) !== 429, { timeout: 5_000 });
    expect(await found).toBe(true);
    expect([await from('192.0.2.2'), await from('192.0.2.3'), await from('192.0.2.3')]).toEqual([
      201, 201, 429,
    ]);
  });

  test.each([
    ['identifies callers by a function', { trackBy: () => 'someone' }],
    ['has a function for the limit', { maxRegistrationsPerWindow: () => 1 }],
  ])('always reaches the guard if the application %s', async (_, options) => {
    const { post, routed } = await startGuarded(options);
    expectLimited(await post(), 60);
    expect(routed).toHaveBeenCalledTimes(1);
  });
});
