/**
 * The cache port. Values are strings; what is lost here is never lost for good (design §4).
 * The embedded adapter (bounded LRU) and the Redis adapter pass one contract test suite.
 */
export interface Cache {
  /** The value, or undefined where absent or expired. */
  get(key: string): Promise<string | undefined>;
  /** Values over 1 MiB are refused with CACHE_VALUE_TOO_LARGE. */
  set(key: string, value: string, options: Expiry): Promise<void>;
  /** True when this call wrote the value; false when the key was there already. */
  setIfAbsent(key: string, value: string, options: Expiry): Promise<boolean>;
  /** The value, which is gone then: of several who take a key at once, one gets it. */
  take(key: string): Promise<string | undefined>;
  delete(...keys: string[]): Promise<void>;
  /** Counts up from 0; the expiry starts with the first increment and is not renewed by later ones. */
  increment(key: string, options: Expiry): Promise<number>;
  /** Rejects when the cache cannot be reached within its deadline. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Expiry {
  ttlSeconds: number;
}
