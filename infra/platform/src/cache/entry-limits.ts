import type { Expiry } from './cache.ts';
import { CacheError } from './cache-error.ts';

const MOST_VALUE_BYTES = 1_048_576;

/** @throws {CacheError} CACHE_VALUE_TOO_LARGE */
export function checkValue(key: string, value: string): void {
  // A UTF-16 unit takes at most three bytes, so that most values need no counting.
  if (value.length * 3 <= MOST_VALUE_BYTES) return;
  const bytes = Buffer.byteLength(value);
  if (bytes > MOST_VALUE_BYTES) {
    throw new CacheError('CACHE_VALUE_TOO_LARGE', `The value of ${key} has ${bytes} bytes; the cache takes ${MOST_VALUE_BYTES}.`);
  }
}

/** Whole milliseconds, at least one. */
export function lifetimeMs({ ttlSeconds }: Expiry): number {
  if (!(ttlSeconds > 0)) throw new RangeError(`ttlSeconds is ${ttlSeconds}, but must be greater than 0.`);
  return Math.max(1, Math.round(ttlSeconds * 1_000));
}

export function notANumber(key: string, options?: ErrorOptions): CacheError {
  return new CacheError('CACHE_VALUE_NOT_A_NUMBER', `The value of ${key} is not a whole number, so it cannot be counted up.`, options);
}
