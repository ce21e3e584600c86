import type { Config } from '../config.ts';
// [if features.redis]
import { CachedStore } from './cached-store.ts';
// [end]
import { type ItemStore, MemoryStore } from './item-store.ts';
// [if database.postgresql]
import { PostgresStore } from './postgres-store.ts';
// [end]

/** The store that the configuration asks for, ready to use. */
export async function openStore(config: Config): Promise<ItemStore> {
  const store = await openPlainStore(config);
  // [if features.redis]
  if (config.redisUrl !== undefined) return new CachedStore(store, config.redisUrl);
  // [end]
  return store;
}

// [if database.postgresql]
async function openPlainStore({ databaseUrl }: Config): Promise<ItemStore> {
  if (databaseUrl !== undefined) return PostgresStore.open(databaseUrl);
  console.warn('DATABASE_URL is not set: items are kept in memory, and gone with this process.');
  return new MemoryStore();
}
// [else]
function openPlainStore(_config: Config): Promise<ItemStore> {
  return Promise.resolve(new MemoryStore());
}
// [end]
