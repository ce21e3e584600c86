import { createEventBus, type EventBus } from '@wissil/platform/events';
import { createDatabase } from '@wissil/testkit';
import { silentLogger } from '../../logger.ts';

export interface TestBus extends AsyncDisposable {
  bus: EventBus;
}

/** The embedded bus over a database of its own. */
export async function openTestBus(): Promise<TestBus> {
  const database = await createDatabase();
  const bus = createEventBus({ kind: 'embedded', databaseUrl: database.url }, { logger: silentLogger });
  return {
    bus,
    async [Symbol.asyncDispose]() {
      await bus.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

export function openNatsBus(url: string): TestBus {
  const bus = createEventBus({ kind: 'nats', url }, { logger: silentLogger });
  return { bus, [Symbol.asyncDispose]: () => bus.close() };
}
