import { type InstallationSecret, openInstallationSecret } from '../auth/index.ts';
import { type Cache, createCache } from '../cache/index.ts';
import { type Config, type platformSettings, withoutPassword } from '../config/index.ts';
import { resolveDatabase } from '../database/index.ts';
import { WissilError } from '../errors/index.ts';
import { createEventBus, type EventBus } from '../events/index.ts';
import { createLiveFeed, type LiveFeed } from '../feeds/index.ts';
import type { Logger } from '../logging/index.ts';

/** What every server of one process shares: the database's address, the cache, the event bus, the live feeds and the installation's secret. */
export interface Foundation {
  databaseUrl: string;
  cache: Cache;
  bus: EventBus;
  feeds: LiveFeed;
  secret: InstallationSecret;
  close(): Promise<void>;
}

/**
 * Opens what the settings name, embedded or real, and checks that each answers.
 * @throws DatabaseError, WissilError: one sentence that names what does not answer and the setting that leads to it
 */
export async function openFoundation(config: Config<typeof platformSettings>, logger: Logger): Promise<Foundation> {
  const secret = await openInstallationSecret(config);
  const database = await resolveDatabase(config, logger);
  // Until all of them have answered, the error of this function says what is wrong, once.
  const connections = logger.child({}, { level: 'silent' });
  const cache = createCache(config);
  const bus = createEventBus(config.nats.kind === 'embedded' ? { kind: 'embedded', databaseUrl: database.url } : config.nats, {
    logger: connections,
  });
  const feeds = createLiveFeed(config.redis.kind === 'embedded' ? { kind: 'embedded', databaseUrl: database.url } : config.redis, {
    logger: connections,
  });
  const close = async () => {
    await Promise.allSettled([bus.close(), feeds.close(), cache.close()]);
    await database.stop();
  };
  try {
    await Promise.all([
      answers(cache.ping(), 'Redis', config.redis, 'REDIS_URL'),
      answers(bus.ping(), 'NATS', config.nats, 'NATS_URL'),
      answers(feeds.ping(), 'Redis', config.redis, 'REDIS_URL'),
    ]);
  } catch (error) {
    await close();
    throw error;
  }
  connections.level = logger.level;
  return { databaseUrl: database.url, cache, bus, feeds, secret, close };
}

async function answers(ping: Promise<void>, name: string, connection: { kind: string; url?: string }, setting: string): Promise<void> {
  await ping.catch((error: unknown) => {
    const where = connection.url === undefined ? 'The embedded part' : `${name} at ${withoutPassword(connection.url)}`;
    const why = error instanceof Error ? error.message : String(error);
    throw new WissilError('UNAVAILABLE', `${where} does not answer (${why}): check that it runs, and ${setting}.`, { cause: error });
  });
}
