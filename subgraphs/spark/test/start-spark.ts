import { ANONYMOUS } from '@wissil/platform/auth';
import { createCache } from '@wissil/platform/cache';
import { createEventBus, type DomainEvent, type EventBus } from '@wissil/platform/events';
import { createLiveFeed } from '@wissil/platform/feeds';
import { startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { SUBGRAPH_NAMES, type SubgraphName, type SubgraphServer } from '@wissil/platform/subgraph';
import { type ExecutionResult, parse } from 'graphql';
import { parseSparkConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

export interface RunningSpark extends AsyncDisposable {
  server: SubgraphServer;
  bus: EventBus;
  url: string;
  /** Events of `component.created`, from the first on. */
  events: DomainEvent[];
  query<Data>(document: string, variables?: Record<string, unknown>): Promise<ExecutionResult & { data: Data }>;
}

/** One replica of SPARK, on a port, as its clients see it. Nobody answers at the addresses of the other systems but at those given. */
export async function startSpark(databaseUrl: string, internal: Partial<Record<SubgraphName, string>> = {}): Promise<RunningSpark> {
  const logger = createLogger({ level: 'silent', name: 'spark' });
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
      version: '1.0.0',
      addresses: { internal: { ...nowhere, ...internal }, public: nowhere },
      bodyLimit: 1_048_576,
    },
    parseSparkConfig({}),
  );
  const http = await startHttpService({
    name: 'spark',
    host: '127.0.0.1',
    port: 0,
    logger,
    handler: (request, response) => {
      if (!server.handle(request, response)) response.writeHead(404).end();
    },
  });
  const events: DomainEvent[] = [];
  await bus.consume({ durable: 'test', patterns: ['component.created'], handler: async (event) => void events.push(event) });
  await server.start();
  return {
    server,
    bus,
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
