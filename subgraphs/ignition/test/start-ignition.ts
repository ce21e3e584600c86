import { ANONYMOUS } from '@wissil/platform/auth';
import { createCache } from '@wissil/platform/cache';
import { createEventBus, type DomainEvent } from '@wissil/platform/events';
import { createLiveFeed } from '@wissil/platform/feeds';
import { startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { SUBGRAPH_NAMES, type SubgraphName, type SubgraphServer } from '@wissil/platform/subgraph';
import { type ExecutionResult, parse } from 'graphql';
import { parseIgnitionConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

export interface RunningIgnition extends AsyncDisposable {
  server: SubgraphServer;
  url: string;
  /** Events of `project.created`, from the first on. */
  events: DomainEvent[];
  query<Data>(document: string, variables?: Record<string, unknown>): Promise<ExecutionResult & { data: Data }>;
}

/** One replica of IGNITION, on a port, as its clients see it. */
export async function startIgnition(databaseUrl: string, env: Record<string, string> = {}): Promise<RunningIgnition> {
  const logger = createLogger({ level: 'silent', name: 'ignition' });
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
      addresses: { internal: nowhere, public: nowhere },
      bodyLimit: 1_048_576,
    },
    parseIgnitionConfig(env),
  );
  const http = await startHttpService({
    name: 'ignition',
    host: '127.0.0.1',
    port: 0,
    logger,
    handler: (request, response) => {
      if (!server.handle(request, response)) response.writeHead(404).end();
    },
  });
  const events: DomainEvent[] = [];
  await bus.consume({ durable: 'test', patterns: ['project.created'], handler: async (event) => void events.push(event) });
  await server.start();
  return {
    server,
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
