import { Redis } from 'ioredis';
import type { FoundServer } from './server.js';

/** npm has no Redis server: the tests use one that is already running. */
export async function findRedis(): Promise<FoundServer> {
  const url = process.env['DCR_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 2_000, retryStrategy: null });
  // `connect()` already reports the error.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    return { url };
  } catch (error) {
    return { missing: `no server took the connection (${String(error)}); set DCR_TEST_REDIS_URL` };
  } finally {
    redis.disconnect();
  }
}
