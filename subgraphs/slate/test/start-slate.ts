import { ANONYMOUS } from '@wissil/platform/auth';
import { type Cache, createCache } from '@wissil/platform/cache';
import { createEventBus, type DomainEvent } from '@wissil/platform/events';
import { createLiveFeed } from '@wissil/platform/feeds';
import { startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { SUBGRAPH_NAMES, type SubgraphName, type SubgraphServer } from '@wissil/platform/subgraph';
import { type ExecutionResult, parse } from 'graphql';
import { parseSlateConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

export interface RunningSlate extends AsyncDisposable {
  server: SubgraphServer;
  cache: Cache;
  url: string;
  /** Events of `tokens.updated` since the start. */
  events: DomainEvent[];
  query<Data>(document: string, variables?: Record<string, unknown>): Promise<ExecutionResult & { data: Data }>;
}

/** One replica of SLATE, on a port, as its clients see it. `redisUrl` gives it a real cache. */
export async function startSlate(databaseUrl: string, options: { redisUrl?: string; keyPrefix?: string } = {}): Promise<RunningSlate> {
  const logger = createLogger({ level: 'silent', name: 'slate' });
  const bus = createEventBus({ kind: 'embedded', databaseUrl }, { logger });
  const feeds = createLiveFeed({ kind: 'embedded', databaseUrl }, { logger });
  const redis = options.redisUrl ? { kind: 'redis' as const, url: options.redisUrl } : { kind: 'embedded' as const };
  const cache = createCache({ redis, keyPrefix: options.keyPrefix });
  const addresses = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, 'http://127.0.0.1:1'])) as Record<SubgraphName, string>;
  const server = await createServer(
    {
      databaseUrl,
      databasePoolSize: 5,
      statementTimeoutMs: 5_000,
      cache,
      bus,
      feeds,
      logger,
      version: '1.0.0',
      addresses: { internal: addresses, public: addresses },
      bodyLimit: 1_048_576,
    },
    parseSlateConfig({ REDIS_URL: options.redisUrl }),
  );
  const http = await startHttpService({
    name: 'slate',
    host: '127.0.0.1',
    port: 0,
    logger,
    handler: (request, response) => {
      if (!server.handle(request, response)) response.writeHead(404).end();
    },
  });
  const events: DomainEvent[] = [];
  await bus.subscribe('tokens.updated', (event) => void events.push(event));
  await server.start();
  return {
    server,
    cache,
    url: http.url,
    events,
    query: async <Data>(document: string, variables?: Record<string, unknown>) =>
      (await server.execute({ document: parse(document), variables, caller: ANONYMOUS, requestId: 'test' })) as ExecutionResult & {
        data: Data;
      },
    async [Symbol.asyncDispose]() {
      await http.close(0);
      await server.stop();
      await Promise.all([bus.close(), feeds.close(), cache.close()]);
    },
  };
}
