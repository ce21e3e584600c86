import { createEventBus, type EventBus } from '@wissil/platform/events';
import { createLiveFeed, type LiveFeed } from '@wissil/platform/feeds';
import { createDatabase } from '@wissil/testkit';
import { silentLogger } from '../../logger.ts';
import { openTestIdentities, type TestIdentities } from '../../testing/test-identities.ts';

export interface TestBus extends AsyncDisposable {
  bus: EventBus;
  feeds: LiveFeed;
  /** Hear of changes over this bus. */
  identities: TestIdentities;
}

/** The embedded bus over a database of its own. */
export async function openTestBus(): Promise<TestBus> {
  const database = await createDatabase();
  const bus = createEventBus({ kind: 'embedded', databaseUrl: database.url }, { logger: silentLogger });
  const feeds = createLiveFeed({ kind: 'embedded', databaseUrl: database.url }, { logger: silentLogger });
  const identities = await openTestIdentities({ bus });
  return {
    bus,
    feeds,
    identities,
    async [Symbol.asyncDispose]() {
      await identities[Symbol.asyncDispose]();
      await Promise.all([bus.close(), feeds.close()]);
      await database[Symbol.asyncDispose]();
    },
  };
}

export function openNatsBus(url: string): Omit<TestBus, 'identities' | 'feeds'> {
  const bus = createEventBus({ kind: 'nats', url }, { logger: silentLogger });
  return { bus, [Symbol.asyncDispose]: () => bus.close() };
}
