import { createCache } from '@wissil/platform/cache';
import { createEventBus, type DomainEvent } from '@wissil/platform/events';
import { createLiveFeed } from '@wissil/platform/feeds';
import { ANONYMOUS } from '@wissil/platform/auth';
import { startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { SUBGRAPH_NAMES, type SubgraphName, type SubgraphServer } from '@wissil/platform/subgraph';
import { createDatabase } from '@wissil/testkit';
import { type ExecutionResult, parse } from 'graphql';
import { parseLandingConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';
import { type FakeSystem, startFakeSystem } from './fake-system.ts';

const INTERVAL_MS = 100;

/** The installation around LANDING: a database, and the other five systems on ports of their own. */
export interface Installation extends AsyncDisposable {
  databaseUrl: string;
  systems: Record<Exclude<SubgraphName, 'landing'>, FakeSystem>;
}

export async function startInstallation(): Promise<Installation> {
  const database = await createDatabase();
  const others = SUBGRAPH_NAMES.filter((name) => name !== 'landing');
  const started = await Promise.all(others.map(async (name) => [name, await startFakeSystem(name)] as const));
  return {
    databaseUrl: database.url,
    systems: Object.fromEntries(started) as Installation['systems'],
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(([, system]) => system[Symbol.asyncDispose]()));
      await database[Symbol.asyncDispose]();
    },
  };
}

export interface RunningLanding extends AsyncDisposable {
  server: SubgraphServer;
  url: string;
  /** Events of `system.health.changed` since the start. */
  events: DomainEvent[];
  query<Data>(document: string, variables?: Record<string, unknown>): Promise<ExecutionResult & { data: Data }>;
  stop(): Promise<void>;
}

/** One replica of LANDING, on a port, as its clients see it. `databaseUrl` may lead through a fault proxy. */
export async function startLanding(
  installation: Installation,
  options: { databaseUrl?: string; env?: Record<string, string> } = {},
): Promise<RunningLanding> {
  const databaseUrl = options.databaseUrl ?? installation.databaseUrl;
  const logger = createLogger({ level: 'silent', name: 'landing' });
  const bus = createEventBus({ kind: 'embedded', databaseUrl }, { logger });
  const feeds = createLiveFeed({ kind: 'embedded', databaseUrl }, { logger });
  const cache = createCache({ redis: { kind: 'embedded' } });
  const assembled = Promise.withResolvers<SubgraphServer>();
  const http = await startHttpService({
    name: 'landing',
    host: '127.0.0.1',
    port: 0,
    logger,
    handler: async (request, response) => void (await assembled.promise).handle(request, response),
  });
  const internal = { ...mapUrls(installation.systems), landing: http.url } as Record<SubgraphName, string>;
  const publicUrls = Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, `https://${name}.example.org`])) as Record<
    SubgraphName,
    string
  >;
  const running = await createServer(
    {
      databaseUrl,
      databasePoolSize: 5,
      statementTimeoutMs: 2_000,
      cache,
      bus,
      feeds,
      logger,
      version: '1.0.0',
      addresses: { internal, public: publicUrls },
      bodyLimit: 1_048_576,
    },
    parseLandingConfig({ HEALTH_INTERVAL_MS: String(INTERVAL_MS), ...options.env }),
  );
  assembled.resolve(running);
  const events: DomainEvent[] = [];
  await bus.subscribe('system.health.changed', (event) => void events.push(event));
  await running.start();
  let stopped: Promise<void> | undefined;
  const stop = () =>
    (stopped ??= (async () => {
      await running.stop();
      await http.close(0);
      await Promise.all([bus.close(), feeds.close(), cache.close()]);
    })());
  return {
    server: running,
    url: http.url,
    events,
    query: async <Data>(document: string, variables?: Record<string, unknown>) =>
      (await running.execute({ document: parse(document), variables, caller: ANONYMOUS, requestId: 'test' })) as ExecutionResult & {
        data: Data;
      },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function mapUrls(systems: Installation['systems']): Record<string, string> {
  return Object.fromEntries(Object.entries(systems).map(([name, { url }]) => [name, url]));
}
