import { once } from 'node:events';
import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Cluster, Redis } from 'ioredis';
import { inTime } from '../async/in-time.js';

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** With `lazyConnect` a client waits until it is needed. */
const CONNECTING = new Set(['wait', 'connecting', 'connect']);

/** A client of `ioredis`, for one server, for sentinels or for a cluster. */
export type RedisClient = Redis | Cluster;

/** How attempts are kept in Redis. */
export interface RedisThrottlerStorageOptions {
  /** Stands before every key, behind a `keyPrefix` of the client's own. Default: `'dcr:'`. */
  keyPrefix?: string;
  /** How long Redis may take to answer before it counts as unavailable, ms. Default: `1_000`. */
  timeout?: number;
}

/** Counts one attempt. A script is atomic in Redis: each attempt gets a count of its own, and every window an end. */
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
 * The count is exact, also under concurrent attempts. A window begins with its first attempt and ends by Redis's own
 * clock; a caller over the limit is blocked until then. The client stays yours: close it yourself.
 *
 * {@link increment} rejects when Redis is unavailable, answers with an error or is too slow; the option
 * `onThrottlerFailure` then decides. No command is queued for a connection that is not ready: it would be counted when
 * Redis is back. An eviction policy that removes keys before they expire ends windows early: use `noeviction` or
 * `volatile-ttl`.
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

  /** Waits for a connection that is being made; one that was lost counts as unavailable until ioredis tries again. */
  private connected(): Promise<unknown> {
    const { status } = this.redis;
    if (!CONNECTING.has(status))
      return Promise.reject(new Error(`The connection to Redis is not ready: ${status}.`));
    if (status === 'wait') this.redis.connect().catch(() => undefined);
    return (this.connecting ??= once(this.redis, 'ready').finally(() => delete this.connecting));
  }
}
