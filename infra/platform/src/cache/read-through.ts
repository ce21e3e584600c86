import { randomUUID } from 'node:crypto';
import type { Cache, Expiry } from './cache.ts';

export interface ReadThroughOptions extends Expiry {
  /** Holds everything that the value depends on, the caller's scope included. */
  key: string;
}

const loading = new WeakMap<Cache, Map<string, Promise<string | undefined>>>();

/**
 * The value of the cache, or else of `load`, which fills the cache (FLOW-1). Reads of one key that come while it loads share the load. With the
 * cache away the value comes from `load`. `cache.delete(key)` invalidates: a load that began before it fills nothing that a later read sees.
 * The value makes the way through JSON also when it was just loaded, so that it always looks the same; undefined is not kept.
 */
export async function readThrough<Value>(cache: Cache, options: ReadThroughOptions, load: () => Promise<Value>): Promise<Value> {
  const { key, ttlSeconds } = options;
  // The key holds the name of a generation and the value stands under that name: deleting the key makes every older load invisible.
  const generation = await currentGeneration(cache, options).catch(() => undefined);
  const valueKey = generation === undefined ? key : `${key}:${generation}`;
  const kept = generation === undefined ? undefined : await cache.get(valueKey).catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as Value;
  const json = await shareLoad(cache, valueKey, async () => {
    const loaded = JSON.stringify(await load()) as string | undefined;
    // A cache that cannot keep it (away, or the value is too large) must not cost the caller the value.
    if (generation !== undefined && loaded !== undefined) await cache.set(valueKey, loaded, { ttlSeconds }).catch(() => {});
    return loaded;
  });
  return (json === undefined ? undefined : JSON.parse(json)) as Value;
}

async function currentGeneration(cache: Cache, { key, ttlSeconds }: ReadThroughOptions): Promise<string | undefined> {
  const current = await cache.get(key);
  if (current !== undefined) return current;
  const fresh = randomUUID();
  return (await cache.setIfAbsent(key, fresh, { ttlSeconds })) ? fresh : cache.get(key);
}

async function shareLoad(cache: Cache, key: string, load: () => Promise<string | undefined>): Promise<string | undefined> {
  const running = loading.get(cache) ?? new Map<string, Promise<string | undefined>>();
  loading.set(cache, running);
  const started = running.get(key) ?? load().finally(() => running.delete(key));
  running.set(key, started);
  return started;
}
