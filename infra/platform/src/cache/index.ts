export type * from './cache.ts';
export { CacheError, type CacheErrorCode } from './cache-error.ts';
export { connectRedis } from './connect-redis.ts';
export { createCache, type CacheConfig } from './create-cache.ts';
export { readThrough, type ReadThroughOptions } from './read-through.ts';
export { redisOptions } from './redis-options.ts';
