import type { Redis } from 'ioredis';
import type { Cache } from './cache.ts';
import { CacheError } from './cache-error.ts';
import { COMMAND_TIMEOUT_MS, connectRedis } from './connect-redis.ts';
import { checkValue, lifetimeMs, notANumber } from './entry-limits.ts';

const INCREMENT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count`;

/** A cache in Redis, under keys that begin with the prefix. While Redis is away every call fails at once with CACHE_UNAVAILABLE. */
export function createRedisCache(url: string, keyPrefix: string): Cache {
  const redis = connectRedis(url, { keyPrefix });
  const connected = firstConnection(redis);

  async function run<Result>(command: () => Promise<Result>): Promise<Result> {
    await connected;
    if (redis.status !== 'ready' || redis.stream.destroyed) throw unavailable();
    try {
      return await command();
    } catch (error) {
      // A server that does not answer would cost every caller the whole timeout: give the connection up and let it come back by itself.
      if ((error as Error).message === 'Command timed out') redis.stream.destroy();
      if ((error as Error).name === 'ReplyError') throw error;
      throw unavailable(error);
    }
  }

  return {
    get: (key) => run(async () => (await redis.get(key)) ?? undefined),
    async set(key, value, expiry) {
      checkValue(key, value);
      const lifetime = lifetimeMs(expiry);
      await run(() => redis.set(key, value, 'PX', lifetime));
    },
    async setIfAbsent(key, value, expiry) {
      checkValue(key, value);
      const lifetime = lifetimeMs(expiry);
      return run(async () => (await redis.set(key, value, 'PX', lifetime, 'NX')) === 'OK');
    },
    take: (key) => run(async () => (await redis.getdel(key)) ?? undefined),
    async delete(...keys) {
      if (keys.length > 0) await run(() => redis.unlink(...keys));
    },
    async increment(key, expiry) {
      const lifetime = lifetimeMs(expiry);
      return run(async () => Number(await redis.eval(INCREMENT, 1, key, lifetime))).catch((error: Error) => {
        throw /not an integer/.test(error.message) ? notANumber(key, { cause: error }) : error;
      });
    },
    async ping() {
      await run(() => redis.ping());
    },
    async close() {
      redis.disconnect();
    },
  };
}

/** Resolves with the first connection, or when it is clear that it takes longer than one command may. */
function firstConnection(redis: Redis): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const deadline = setTimeout(resolve, COMMAND_TIMEOUT_MS);
  for (const event of ['ready', 'close', 'end']) redis.once(event, resolve);
  return promise.finally(() => clearTimeout(deadline));
}

function unavailable(cause?: unknown): CacheError {
  return new CacheError('CACHE_UNAVAILABLE', 'Redis does not answer: start it, or correct REDIS_URL.', { cause });
}
