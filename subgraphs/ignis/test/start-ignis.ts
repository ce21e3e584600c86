import { ANONYMOUS } from '@wissil/platform/auth';
import { createCache } from '@wissil/platform/cache';
import { createEventBus, type DomainEvent, type EventBus } from '@wissil/platform/events';
import { createLiveFeed } from '@wissil/platform/feeds';
import { createLogger } from '@wissil/platform/logging';
import { SUBGRAPH_NAMES, type SubgraphName, type SubgraphServer } from '@wissil/platform/subgraph';
import { type ExecutionResult, parse } from 'graphql';
import { parseIgnisConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

export interface RunningIgnis extends AsyncDisposable {
  server: SubgraphServer;
  bus: EventBus;
  /** Events of `build.>` since the start. */
  events: DomainEvent[];
  query<Data>(document: string, variables?: Record<string, unknown>): Promise<ExecutionResult & { data: Data }>;
}

/** One instance of IGNIS on a database, as its clients see it. It builds from `start` on. */
export async function startIgnis(
  databaseUrl: string,
  options: { version?: string; env?: Record<string, string> } = {},
): Promise<RunningIgnis> {
  const logger = createLogger({ level: 'silent', name: 'ignis' });
  const bus = createEventBus({ kind: 'embedded', databaseUrl }, { logger });
  const feeds = createLiveFeed({ kind: 'embedded', databaseUrl }, { logger });
  const cache = createCache({ redis: { kind: 'embedded' } });
  const nowhere = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, 'http://127.0.0.1:1'])) as Record<SubgraphName, string>;
  const server = await createServer(
    {
      databaseUrl,
      databasePoolSize: 5,
      statementTimeoutMs: 5_000,
      cache,
      bus,
      feeds,
      logger,
      version: options.version ?? '1.0.0',
      addresses: { internal: nowhere, public: nowhere },
      bodyLimit: 1_048_576,
    },
    parseIgnisConfig(options.env ?? {}),
  );
  const events: DomainEvent[] = [];
  await bus.subscribe('build.>', (event) => void events.push(event));
  await server.start();
  return {
    server,
    bus,
    events,
    query: async <Data>(document: string, variables?: Record<string, unknown>) =>
      (await server.execute({ document: parse(document), variables, caller: ANONYMOUS, requestId: 'test' })) as ExecutionResult & {
        data: Data;
      },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await Promise.all([bus.close(), feeds.close(), cache.close()]);
    },
  };
}
