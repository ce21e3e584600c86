import type { BusLogger } from '../events/index.ts';
import { EmbeddedFeed, type EmbeddedFeedConfig } from './embedded-feed.ts';
import type { LiveFeed } from './live-feed.ts';
import { RedisFeed, type RedisFeedConfig } from './redis-feed.ts';

/** `embedded` uses NOTIFY of the PostgreSQL of `databaseUrl`; `redis` pub/sub of the Redis of `url`. */
export type LiveFeedConfig = EmbeddedFeedConfig | RedisFeedConfig;

/** Returns at once; the feed connects in the background, and its operations wait for the connection, each within its deadline. */
export function createLiveFeed(config: LiveFeedConfig, { logger }: { logger: BusLogger }): LiveFeed {
  return config.kind === 'embedded' ? new EmbeddedFeed(config, { logger }) : new RedisFeed(config, { logger });
}
