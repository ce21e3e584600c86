import type { Cache, UpdatesConfig } from '@urql/exchange-graphcache';

/** What makes lists in the cache old that it cannot know of. Those that are shown are read again. */
export const cacheUpdates: UpdatesConfig = {
  Mutation: { markNotificationsRead: (_result, _args, cache) => forget(cache, 'notifications') },
  Subscription: { notificationReceived: (_result, _args, cache) => forget(cache, 'notifications') },
};

/** Every page and filter of one of the query's fields. */
function forget(cache: Cache, field: string): void {
  for (const { fieldName, fieldKey } of cache.inspectFields('Query')) if (fieldName === field) cache.invalidate('Query', fieldKey);
}
