import { Redis, type RedisOptions } from 'ioredis';
import { redisOptions } from './redis-options.ts';

/** How long one command may take, so that a Redis that hangs costs a request less than a second. */
export const COMMAND_TIMEOUT_MS = 500;

const CONNECT_TIMEOUT_MS = 2_000;
const LONGEST_RETRY_MS = 1_000;

/**
 * A connection that comes back by itself for as long as the process lives, following Sentinel where the address names one. A command is
 * never sent twice. `overrides` win, for connections that subscribe.
 */
export function connectRedis(url: string, overrides: RedisOptions = {}): Redis {
  const redis = new Redis({
    ...redisOptions(url),
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(25 * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS),
    sentinelRetryStrategy: (attempt) => Math.min(25 * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS),
    ...overrides,
  });
  // Each failed attempt to connect is reported here; those who wait for an answer get their own error.
  redis.on('error', () => {});
  return redis;
}
