import type { Connection } from '../config/index.ts';
import type { Cache } from './cache.ts';
import { createEmbeddedCache } from './embedded-cache.ts';
import { createRedisCache } from './redis-cache.ts';

export interface CacheConfig {
  redis: Connection<'redis'>;
  /** Stands before every key in Redis: `wissil:` by default. */
  keyPrefix?: string;
}

/** The cache that the configuration names. A Redis that is away is no error here: it is used as soon as it answers. */
export function createCache({ redis, keyPrefix = 'wissil:' }: CacheConfig): Cache {
  return redis.kind === 'embedded' ? createEmbeddedCache() : createRedisCache(redis.url, keyPrefix);
}
