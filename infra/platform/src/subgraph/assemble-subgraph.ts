import type { IncomingMessage, ServerResponse } from 'node:http';
import { execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Cache } from '../cache/index.ts';
import type { ConsumeOptions, EventBus, Subscription } from '../events/index.ts';
import type { LiveFeed } from '../feeds/index.ts';
import { Loaders, maskError, type RequestContext } from '../graphql/index.ts';
import { type DependencyProbe, HealthMonitor } from '../health/index.ts';
import { respondError, respondJson } from '../http/index.ts';
import type { Logger } from '../logging/index.ts';
import { createMetrics } from '../metrics/index.ts';
import type { Addresses } from './addresses.ts';
import { createSubgraphEndpoint } from './subgraph-endpoint.ts';
import type { SubgraphName, SubgraphRequest, SubgraphServer } from './subgraph-server.ts';

/** What a subgraph is given to stand on. It owns none of it but its database connections. */
export interface SubgraphDependencies {
  databaseUrl: string;
  /** Connections that the subgraph's pool may open. */
  databasePoolSize: number;
  statementTimeoutMs: number;
  cache: Cache;
  bus: EventBus;
  feeds: LiveFeed;
  logger: Logger;
  version: string;
  addresses: Addresses;
  bodyLimit: number;
}

/** A REST route beside the graph: exact path, or a prefix that ends with `/`. */
export interface RestRoute {
  method: 'GET' | 'POST';
  path: string;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface SubgraphParts<Context extends RequestContext> {
  name: SubgraphName;
  schema: GraphQLSchema;
  dependencies: SubgraphDependencies;
  context: (request: RequestContext) => Context;
  probes: readonly DependencyProbe[];
  routes?: readonly RestRoute[];
  consumers?: readonly ConsumeOptions[];
  /** Further work in the background, the outbox relay first; stopped in reverse order. */
  background?: readonly (() => Promise<Subscription>)[];
  /** Releases the database connections, after everything else has stopped. */
  close: () => Promise<void>;
}

/** Puts a subgraph together; nothing runs before `start()`. */
export function assembleSubgraph<Context extends RequestContext>(parts: SubgraphParts<Context>): SubgraphServer {
  const { name, schema, dependencies } = parts;
  const logger = dependencies.logger.child({ subgraph: name });
  const monitor = new HealthMonitor({ service: name, version: dependencies.version, probes: parts.probes });
  const metrics = createMetrics(name);
  const contextOf = (request: Omit<SubgraphRequest, 'document'>): Context =>
    parts.context({ caller: request.caller, requestId: request.requestId, signal: request.signal, logger, loaders: new Loaders() });
  const endpoint = createSubgraphEndpoint({ schema, logger, contextOf, bodyLimit: dependencies.bodyLimit });
  const running: Subscription[] = [];
  const quiesce = async () => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };

  const routes: readonly RestRoute[] = [
    { method: 'GET', path: '/api/health', handle: async (_request, response) => respondJson(response, 200, await monitor.report()) },
    {
      method: 'GET',
      path: '/metrics',
      handle: async (_request, response) => {
        response.writeHead(200, { 'content-type': metrics.contentType });
        response.end(await metrics.metrics());
      },
    },
    ...(parts.routes ?? []),
  ];

  return {
    name,
    schema,
    async execute(request) {
      const result = (await execute({
        schema,
        document: request.document,
        operationName: request.operationName,
        variableValues: request.variables,
        contextValue: contextOf(request),
      })) as ExecutionResult;
      if (!result.errors) return result;
      return { ...result, errors: result.errors.map((error) => maskError(error, { logger, requestId: request.requestId })) };
    },
    handle(request, response) {
      const path = (request.url ?? '/').split('?', 1)[0] as string;
      if (path === '/subgraph') {
        endpoint(request, response);
        return true;
      }
      const matching = routes.filter((route) => (route.path.endsWith('/') ? path.startsWith(route.path) : path === route.path));
      if (matching.length === 0) return false;
      const route = matching.find(({ method }) => method === request.method || (method === 'GET' && request.method === 'HEAD'));
      if (!route) {
        respondError(response, 'METHOD_NOT_ALLOWED', `${path} does not answer ${request.method}.`, {
          allow: matching.map(({ method }) => method).join(', '),
        });
        return true;
      }
      route.handle(request, response).catch((error: unknown) => {
        logger.error({ err: error, path }, 'unexpected error while answering a request');
        if (response.headersSent) response.destroy();
        else respondError(response, 'INTERNAL_SERVER_ERROR', 'Internal error. The log of this service says more.');
      });
      return true;
    },
    health: () => monitor.report(),
    async start() {
      for (const begin of parts.background ?? []) running.push(await begin());
      for (const consumer of parts.consumers ?? []) running.push(await dependencies.bus.consume(consumer));
    },
    quiesce,
    async stop() {
      await quiesce();
      await parts.close();
    },
  };
}
