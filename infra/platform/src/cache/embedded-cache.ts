import { LRUCache } from 'lru-cache';
import type { Cache } from './cache.ts';
import { checkValue, lifetimeMs, notANumber } from './entry-limits.ts';

const MOST_BYTES = 64 * 1_048_576;
/** What the map itself keeps for an entry, roughly. */
const ENTRY_BYTES = 200;
const WHOLE_NUMBER = /^-?\d+$/;

/** A cache in this process: at most 64 MiB unless told otherwise, the least recently used entries go first. */
export function createEmbeddedCache({ mostBytes = MOST_BYTES }: { mostBytes?: number } = {}): Cache {
  const entries = new LRUCache<string, string>({
    maxSize: mostBytes,
    // Two bytes for a UTF-16 unit: an upper bound of what V8 keeps.
    sizeCalculation: (value, key) => (value.length + key.length) * 2 + ENTRY_BYTES,
    ttlResolution: 0,
  });
  return {
    async get(key) {
      return entries.get(key);
    },
    async set(key, value, expiry) {
      checkValue(key, value);
      entries.set(key, value, { ttl: lifetimeMs(expiry) });
    },
    async setIfAbsent(key, value, expiry) {
      checkValue(key, value);
      const ttl = lifetimeMs(expiry);
      if (entries.has(key)) return false;
      entries.set(key, value, { ttl });
      return true;
    },
    async take(key) {
      const value = entries.get(key);
      entries.delete(key);
      return value;
    },
    async delete(...keys) {
      for (const key of keys) entries.delete(key);
    },
    async increment(key, expiry) {
      const ttl = lifetimeMs(expiry);
      const current = entries.get(key);
      if (current === undefined) {
        entries.set(key, '1', { ttl });
        return 1;
      }
      if (!WHOLE_NUMBER.test(current)) throw notANumber(key);
      const next = Number(current) + 1;
      entries.set(key, String(next), { ttl: Math.max(1, entries.getRemainingTTL(key)) });
      return next;
    },
    async ping() {},
    async close() {
      entries.clear();
    },
  };
}
