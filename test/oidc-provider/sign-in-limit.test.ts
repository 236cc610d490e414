import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administer } from './support/operator.js';
import { startSample, type Sample } from './support/sample.js';

const LIMIT = 30;

const basic = (account: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${account}:${password}`).toString('base64')}`,
});

describe('Password guesses', () => {
  let sample: Sample;
  beforeAll(async () => void (sample = await startSample()));
  afterAll(() => sample?.close());

  test('are also limited at the JSON interface, even if they are concurrent', async () => {
    const from = { 'x-forwarded-for': '198.18.1.1' };
    const guess = () =>
      administer(sample, 'GET /clients', undefined, { ...basic('operator', randomUUID()), ...from });
    const answers = await Promise.all(Array.from({ length: 200 }, guess));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(LIMIT);
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited).toHaveLength(200 - LIMIT);
    expect(Number(limited[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    // Over the limit, the right password gets the same answer as a wrong one.
    const right = { ...basic('operator', 'battery staple'), ...from };
    expect((await administer(sample, 'GET /clients', undefined, right)).status).toBe(429);
  });

  test('share one counter, whichever form or interface they use', async () => {
    const from = { 'x-forwarded-for': '198.18.1.2' };
    const guesses = Array.from({ length: LIMIT }, () =>
      fetch(`${sample.url}/admin/login`, {
        method: 'POST',
        headers: { origin: sample.settings.address, ...from },
        body: new URLSearchParams({ account: 'operator', password: randomUUID() }),
      }),
    );
    expect((await Promise.all(guesses)).map(({ status }) => status)).toEqual(Array(LIMIT).fill(403));
    const guess = { ...basic('operator', 'wrong'), ...from };
    expect((await administer(sample, 'GET /clients', undefined, guess)).status).toBe(429);
  });

  test('limit neither other callers nor an operator who has signed in before', async () => {
    const from = { 'x-forwarded-for': '198.18.1.3' };
    const right = { ...basic('operator', 'battery staple'), ...from };
    for (let call = 0; call < LIMIT + 5; call++) {
      expect((await administer(sample, 'GET /statistics', undefined, right)).status).toBe(200);
    }
    for (let call = 0; call < LIMIT; call++) {
      await administer(sample, 'GET /statistics', undefined, { ...basic('operator', 'wrong'), ...from });
    }
    expect((await administer(sample, 'GET /statistics', undefined, right)).status).toBe(200);
    expect((await administer(sample, 'GET /statistics')).status).toBe(200);
  });

  test('do not change the JSON answer at an unknown path of the JSON interface', async () => {
    const unknown = await administer(sample, 'GET /nonsense');
    expect([unknown.status, unknown.body]).toMatchObject([404, { statusCode: 404 }]);
  });
});
