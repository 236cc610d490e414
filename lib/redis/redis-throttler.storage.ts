import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Cluster, Redis } from 'ioredis';
import { inTime } from '../async/in-time.js';

type Attempts = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** A client of `ioredis`, for one server, for sentinels or for a cluster. */
export type RedisClient = Redis | Cluster;

/** How attempts are kept in Redis. */
export interface RedisThrottlerStorageOptions {
  /** Stands before every key, behind a `keyPrefix` of the client's own. Default: `'dcr:'`. */
  keyPrefix?: string;
  /** How long Redis may take to answer, ms; then it is taken for away. Default: `1_000`. */
  timeout?: number;
}

/**
 * Counts one attempt. A script runs alone in Redis, so that no two attempts share a place in the count, and no window
 * is left without an end.
 */
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
 * Counts registration attempts in Redis, one limit for all replicas, for hosts whose database has better things to do:
 *
 * ```ts
 * const redis = new Redis('redis://localhost:6379');
 * redis.on('error', (error) => logger.warn(error));
 * DcrModule.forRoot({ enabled: true, throttlerStorage: new RedisThrottlerStorage(redis) });
 * ```
 *
 * The count is exact, also under many attempts at once. A window begins with its first attempt and ends by Redis's own
 * clock; who is over the limit is blocked until then. The client stays the host's: it is neither connected nor closed
 * here.
 *
 * When Redis is away, answers with an error or is late, {@link increment} rejects, and the option `onThrottlerFailure`
 * decides. An eviction policy that removes keys before they expire ends windows early: `noeviction` and
 * `volatile-ttl` keep the limit.
 */
export class RedisThrottlerStorage implements ThrottlerStorage {
  private readonly keyPrefix: string;
  private readonly timeout: number;

  /** @param redis an `ioredis` client of the host's */
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
    const count = this.redis.eval(COUNT, 1, this.keyPrefix + key, Math.ceil(ttl)) as Promise<
      [number, number]
    >;
    const [hits, left] = await inTime(count, this.timeout);
    const seconds = Math.max(1, Math.ceil(left / 1_000));
    const isBlocked = hits > limit;
    return { totalHits: hits, timeToExpire: seconds, isBlocked, timeToBlockExpire: isBlocked ? seconds : 0 };
  }
}
