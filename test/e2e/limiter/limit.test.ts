import { SkipThrottle, Throttle, ThrottlerModule } from '@nestjs/throttler';
import type { DcrModuleOptions } from 'nestjs-dcr';
import { describe, expect, test, vi } from 'vitest';
import { expectError } from '../../conformance/answer-rules.js';
import { byCallerHeader } from '../../support/caller.js';
import { adapters } from '../../support/application.js';
import { expectLimited, start, statuses } from './limited-application.js';

describe.each(adapters)('the limit, on %s', (adapter) => {
  test('is 25 attempts per minute by default', async () => {
    const { post } = await start({}, { adapter });
    for (let attempt = 1; attempt <= 25; attempt++) expect((await post()).status).toBe(201);
    expectLimited(await post(), 60);
  });

  test('counts valid and invalid attempts alike', async () => {
    const { post } = await start({ maxRegistrationsPerWindow: 3 }, { adapter });
    expect((await post()).status).toBe(201);
    expect((await post({}, {})).status).toBe(400);
    expect((await post({ 'content-type': 'text/plain' })).status).toBe(415);
    expectLimited(await post(), 60);
    expectLimited(await post({}, {}), 60);
  });

  test.each([
    ['Infinity', Infinity],
    ['a function that returns Infinity', () => Infinity],
  ])('does not apply if it is %s, and nothing is counted', async (_, maxRegistrationsPerWindow) => {
    const increment = vi.fn(() => Promise.reject(new Error('This storage is always unavailable.')));
    const throttlerStorage = { increment };
    const { post } = await start({ maxRegistrationsPerWindow, throttlerStorage }, { adapter });
    for (let attempt = 1; attempt <= 30; attempt++) expect((await post()).status).toBe(201);
    expect((await post({}, {})).status).toBe(400);
    expect(increment).not.toHaveBeenCalled();
  });

  test('may be a function of the request', async () => {
    const limit: DcrModuleOptions['maxRegistrationsPerWindow'] = async ({ ip, headers }) =>
      Promise.resolve(ip === '127.0.0.1' && headers['x-hosted'] === 'yes' ? 4 : 2);
    const { post } = await start({ maxRegistrationsPerWindow: limit }, { adapter });
    expect(statuses([await post(), await post(), await post()])).toEqual([201, 201, 429]);
    // The same address with a higher limit: three attempts are counted, one is left.
    expect((await post({ 'x-hosted': 'yes' })).status).toBe(201);
    expect((await post({ 'x-hosted': 'yes' })).status).toBe(429);
    expect((await post()).status).toBe(429);
  });

  test('applies to each caller that trackBy identifies', async () => {
    const { post } = await start(
      { maxRegistrationsPerWindow: 1, trackBy: async (request) => Promise.resolve(byCallerHeader(request)) },
      { adapter },
    );
    const answers = [
      await post({ 'x-caller': 'a' }),
      await post({ 'x-caller': 'b' }),
      await post({ 'x-caller': 'a' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
  });

  test.each([
    ['trackBy', { trackBy: () => Promise.reject(new Error('secret')) }],
    ['the limit', { maxRegistrationsPerWindow: () => Promise.reject(new Error('secret')) }],
    ['a limit that is not a number', { maxRegistrationsPerWindow: () => undefined as unknown as number }],
    ['a limit that is NaN', { maxRegistrationsPerWindow: () => NaN }],
  ])('refuses every attempt if %s fails', async (_, options) => {
    const { post } = await start(options, { adapter });
    const answer = await post();
    expectError(answer, 500, 'server_error');
    expect(answer.text).not.toContain('secret');
  });

  test("is not disabled by a decorator for the application's own limits", async () => {
    const decorators = [SkipThrottle(), Throttle({ default: { limit: 1_000, ttl: 1 } })];
    const { post } = await start({ maxRegistrationsPerWindow: 1, decorators }, { adapter });
    expect(statuses([await post(), await post()])).toEqual([201, 429]);
  });

  test("is neither changed by the application's ThrottlerModule nor sends its headers", async () => {
    const imports = [
      ThrottlerModule.forRoot({ throttlers: [{ ttl: 1, limit: 1_000, name: 'dcr' }], skipIf: () => true }),
    ];
    const { post } = await start({ maxRegistrationsPerWindow: 1 }, { adapter, imports });
    const registered = await post();
    expect(registered.status).toBe(201);
    expect(Object.keys(registered.headers).filter((name) => /ratelimit|retry-after/.test(name))).toEqual([]);
    expectLimited(await post(), 60);
  });
});
