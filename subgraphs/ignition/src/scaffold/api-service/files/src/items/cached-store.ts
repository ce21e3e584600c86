// [only features.redis]
import { Redis } from 'ioredis';
import type { ItemStore } from './item-store.ts';
import { type Item, item, type ItemChange, type NewItem } from './item.ts';

const TTL_SECONDS = 60;
const keyOf = (id: string) => `item:${id}`;

/** Reads single items from Redis first. A Redis that does not answer costs the cache, never the answer. */
export class CachedStore implements ItemStore {
  readonly #store: ItemStore;
  readonly #redis: Redis;

  constructor(store: ItemStore, redisUrl: string) {
    this.#store = store;
    this.#redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false, commandTimeout: 500 });
    this.#redis.on('error', (error: Error) => console.error(`Redis: ${error.message}`));
  }

  list(filter: { done?: boolean }): Promise<Item[]> {
    return this.#store.list(filter);
  }

  async read(id: string): Promise<Item | null> {
    const cached = await this.#redis.get(keyOf(id)).catch(() => null);
    const known = cached === null ? undefined : item.safeParse(JSON.parse(cached)).data;
    if (known) return known;
    const read = await this.#store.read(id);
    if (read) await this.#redis.set(keyOf(id), JSON.stringify(read), 'EX', TTL_SECONDS).catch(() => null);
    return read;
  }

  create(values: NewItem): Promise<Item> {
    return this.#store.create(values);
  }

  async change(id: string, values: ItemChange): Promise<Item | null> {
    const changed = await this.#store.change(id, values);
    await this.#forget(id);
    return changed;
  }

  async delete(id: string): Promise<boolean> {
    const deleted = await this.#store.delete(id);
    await this.#forget(id);
    return deleted;
  }

  check(): Promise<string> {
    return this.#store.check();
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
    await this.#store.close();
  }

  async #forget(id: string): Promise<void> {
    await this.#redis.del(keyOf(id)).catch(() => null);
  }
}
