export {
  RedisThrottlerStorage,
  type RedisClient,
  type RedisThrottlerStorageOptions,
} from './redis-throttler.storage.js';
