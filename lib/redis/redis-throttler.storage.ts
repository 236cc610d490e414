import { once } from 'node:events';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Cluster, Redis } from 'ioredis';
import { inTime } from '../async/in-time.js';

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** `wait`: with `lazyConnect`, a client connects when it is first needed. */
const CONNECTING = new Set(['wait', 'connecting', 'connect']);

/**
 * An `ioredis` client, for one server, Sentinel or a cluster.
 *
 * @see docs/recipes/redis.md
 */
export type RedisClient = Redis | Cluster;

/**
 * Options of {@link RedisThrottlerStorage}.
 *
 * @see docs/recipes/redis.md
 */
export interface RedisThrottlerStorageOptions {
  /** Prefix of every key, after the client's own `keyPrefix`. Default: `'dcr:'`. */
  keyPrefix?: string;
  /** Timeout, ms. If Redis does not answer in time, it counts as unavailable. Default: `1_000`. */
  timeout?: number;
}

/** Counts one attempt. Redis runs a script atomically: each attempt gets its own count, and every window expires. */
const COUNT = `
local hits = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return { hits, left }
`;

/**
 * Counts registration attempts in Redis, one limit for all replicas, and keeps them off your database:
 *
 * ```ts
 * const redis = new Redis('redis://localhost:6379');
 * redis.on('error', (error) => logger.warn(error));
 * DcrModule.forRoot({ enabled: true, throttlerStorage: new RedisThrottlerStorage(redis) });
 * ```
 *
 * The count is exact under concurrent attempts. A window begins with its first attempt and expires by Redis's own
 * clock; a caller over the limit is blocked until then. The client is yours: close it yourself.
 *
 * {@link increment} rejects when Redis is unavailable, fails or is too slow; then the option `onThrottlerFailure`
 * decides. No command is queued for a connection that is not ready, because it would be counted when Redis is back.
 * An eviction policy that removes keys before they expire ends windows early: use `noeviction` or `volatile-ttl`.
 *
 * @see docs/recipes/redis.md
 */
export class RedisThrottlerStorage implements ThrottlerStorage {
  private readonly keyPrefix: string;
  private readonly timeout: number;
  private connecting?: Promise<unknown>;

  /** @param redis your `ioredis` client */
  constructor(
    private readonly redis: RedisClient,
    { keyPrefix = 'dcr:', timeout = 1_000 }: RedisThrottlerStorageOptions = {},
  ) {
    this.keyPrefix = keyPrefix;
    this.timeout = timeout;
  }

  /**
   * @param ttl length of the window, ms
   * @throws Error when Redis does not count the attempt in time
   */
  async increment(key: string, ttl: number, limit: number): Promise<Attempts> {
    if (this.redis.status !== 'ready') await inTime(this.connected(), this.timeout);
    const count = this.redis.eval(COUNT, 1, this.keyPrefix + key, Math.ceil(ttl)) as Promise<
      [number, number]
    >;
    const [hits, left] = await inTime(count, this.timeout);
    const seconds = Math.max(1, Math.ceil(left / 1_000));
    const isBlocked = hits > limit;
    return { totalHits: hits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 };
  }

  /** Waits for a connection in progress. A lost connection counts as unavailable until ioredis reconnects. */
  private connected(): Promise<unknown> {
    const { status } = this.redis;
    if (!CONNECTING.has(status))
      return Promise.reject(new Error(`The connection to Redis is not ready: ${status}.`));
    if (status === 'wait') this.redis.connect().catch(() => undefined);
    return (this.connecting ??= once(this.redis, 'ready').finally(() => delete this.connecting));
  }
}
