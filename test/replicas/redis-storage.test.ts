import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { RedisThrottlerStorage } from 'nestjs-dcr/redis';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { describeRedis } from '../support/databases.js';
import { startApplication } from '../support/application.js';
import { goodRegistration } from '../support/hostile-shapes.js';
import { postJson } from '../support/http.js';
import { TcpProxy } from '../support/processes/tcp-proxy.js';

describeRedis('the storage on Redis', (url) => {
  const keyPrefix = `dcr-test:${randomUUID()}:`;
  let redis: Redis;
  let storage: RedisThrottlerStorage;
  let key: string;
  beforeAll(() => {
    redis = new Redis(url);
    storage = new RedisThrottlerStorage(redis, { keyPrefix });
  });
  beforeEach(() => {
    key = randomUUID();
  });
  afterAll(async () => {
    const keys = await redis.keys(`${keyPrefix}*`);
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  });

  test('counts attempts, and blocks above the limit until the window ends', async () => {
    expect(await storage.increment(key, 60_000, 2)).toEqual(open(1));
    expect(await storage.increment(key, 60_000, 2)).toEqual(open(2));
    const blocked = await storage.increment(key, 60_000, 2);
    expect(blocked).toMatchObject({ totalHits: 3, isBlocked: true });
    expect(blocked.timeToBlockExpire).toBe(blocked.timeToExpire);
  });

  const open = (totalHits: number) => ({
    totalHits,
    timeToExpire: 60,
    isBlocked: false,
    timeToBlockExpire: 0,
  });

  test('counts each of many concurrent attempts over several connections once', async () => {
    const others = [new Redis(url), new Redis(url)];
    const storages = [
      storage,
      ...others.map((other) => new RedisThrottlerStorage(other, { keyPrefix })),
    ] as const;
    const attempts = Array.from({ length: 300 }, (_, index) =>
      storages[index % 3]!.increment(key, 60_000, 10),
    );
    const places = (await Promise.all(attempts)).map(({ totalHits }) => totalHits);
    expect(places.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 300 }, (_, index) => index + 1),
    );
    for (const other of others) other.disconnect();
  });

  test('ends a window by the clock of Redis, and later attempts do not extend it', async () => {
    await storage.increment(key, 300, 1);
    const left = await redis.pttl(keyPrefix + key);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(300);
    await storage.increment(key, 300, 1);
    expect(await redis.pttl(keyPrefix + key)).toBeLessThanOrEqual(left);
    const next = () => storage.increment(key, 300, 1).then(({ totalHits }) => totalHits === 1);
    expect(await vi.waitUntil(next, { interval: 20 })).toBe(true);
  });

  test('gives a window without an expiry a new one', async () => {
    await storage.increment(key, 60_000, 1);
    await redis.persist(keyPrefix + key);
    expect(await storage.increment(key, 60_000, 1)).toMatchObject({ totalHits: 2, timeToExpire: 60 });
    expect(await redis.pttl(keyPrefix + key)).toBeGreaterThan(0);
  });

  test("separates the callers of two prefixes, after the Redis client's own prefix", async () => {
    const prefixed = new Redis(url, { keyPrefix });
    await new RedisThrottlerStorage(prefixed, { keyPrefix: 'a:' }).increment(key, 60_000, 1);
    await new RedisThrottlerStorage(prefixed).increment(key, 60_000, 1);
    prefixed.disconnect();
    expect(await redis.mget(`${keyPrefix}a:${key}`, `${keyPrefix}dcr:${key}`)).toEqual(['1', '1']);
  });

  test('rejects when Redis answers with an error', async () => {
    await redis.lpush(keyPrefix + key, 'not a number');
    await expect(storage.increment(key, 60_000, 1)).rejects.toThrow('WRONGTYPE');
  });

  test('queues no attempts for a lost connection, so that none are counted later', async () => {
    const proxy = await TcpProxy.start(url);
    onTestFinished(() => proxy.close());
    const client = new Redis(proxy.through(url), { maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    onTestFinished(() => client.disconnect());
    const own = new RedisThrottlerStorage(client, { keyPrefix });
    expect(await own.increment(key, 60_000, 10)).toEqual(open(1));

    await proxy.refuse();
    await vi.waitUntil(() => client.status !== 'ready', { timeout: 5_000 });
    const attempts = Array.from({ length: 1_000 }, () => own.increment(key, 60_000, 10));
    for (const { status } of await Promise.allSettled(attempts)) expect(status).toBe('rejected');
    await proxy.pass();
    await vi.waitUntil(() => client.status === 'ready', { timeout: 10_000 });
    expect(await own.increment(key, 60_000, 10)).toEqual(open(2));
  });

  test('connects a client that waits for its first command', async () => {
    const lazy = new Redis(url, { lazyConnect: true });
    onTestFinished(() => lazy.disconnect());
    expect(await new RedisThrottlerStorage(lazy, { keyPrefix }).increment(key, 60_000, 1)).toEqual(open(1));
  });

  test('limits an application without using its table', async () => {
    const own = new RedisThrottlerStorage(redis, { keyPrefix: `${keyPrefix}application:` });
    const application = await startApplication({
      dcr: { enabled: true, maxRegistrationsPerWindow: 10, throttlerStorage: own },
    });
    const attempts = Array.from({ length: 40 }, () =>
      postJson(`${application.url}/register`, goodRegistration),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([
      ...Array(10).fill(201),
      ...Array(30).fill(429),
    ]);
    expect(await application.dataSource.query('SELECT * FROM dcr_rate_limits')).toEqual([]);
    await application.close();
  });
});
