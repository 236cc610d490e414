import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { RedisThrottlerStorage } from 'nestjs-dcr/redis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startEndpoint } from '../e2e/registration/endpoint.js';
import { describeRedis } from '../support/databases.js';
import { TcpProxy } from '../support/processes/tcp-proxy.js';
import { expectUnavailable } from './unavailable.js';

describeRedis("when the limiter's store", (url) => {
  let proxy: TcpProxy;
  let redis: Redis;
  let storage: RedisThrottlerStorage;
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    proxy = await TcpProxy.start(url);
    redis = new Redis(proxy.through(url));
    redis.on('error', () => undefined);
    storage = new RedisThrottlerStorage(redis, { keyPrefix: `dcr-test:${randomUUID()}:` });
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    redis.disconnect();
    await proxy.close();
  });

  const start = async (onThrottlerFailure: 'closed' | 'process') => {
    const endpoint = await startEndpoint({
      throttlerStorage: storage,
      onThrottlerFailure,
      maxRegistrationsPerWindow: 3,
      registrationWindow: 10_000,
    });
    closing.push(() => endpoint.close());
    return endpoint;
  };

  const faults: Record<string, () => unknown> = {
    'refuses connections': () => proxy.refuse(),
    hangs: () => proxy.hang(),
  };

  describe.each(Object.keys(faults))('%s', (fault) => {
    test('the endpoint refuses every attempt, and recovers by itself', async () => {
      const { post } = await start('closed');
      expect((await post()).status).toBe(201);
      await faults[fault]!();
      await Promise.all([expectUnavailable(post()), expectUnavailable(post())]);
      await proxy.pass();
      // Attempts that Redis counted late count, too: the answer may then be 429, but no longer 503.
      await vi.waitUntil(async () => (await post()).status !== 503, { timeout: 10_000 });
    });

    test('each process counts for itself if the application chooses that', async () => {
      const { post } = await start('process');
      expect((await post()).status).toBe(201);
      await faults[fault]!();
      const statuses = (await Promise.all([post(), post(), post(), post()])).map(({ status }) => status);
      expect(statuses.toSorted((one, other) => one - other)).toEqual([201, 201, 201, 429]);
    });
  });
});

test("when the application's own store never answers, the endpoint refuses within the timeout", async () => {
  const never = { increment: () => new Promise<never>(() => undefined) };
  const endpoint = await startEndpoint({ throttlerStorage: never });
  await expectUnavailable(endpoint.post());
  await endpoint.close();
});
