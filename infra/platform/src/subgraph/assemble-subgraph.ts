import type { IncomingMessage, ServerResponse } from 'node:http';
import { execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Cache } from '../cache/index.ts';
import { type ConsumeOptions, type EventBus, type OutboxTransaction, recordEvent, type Subscription } from '../events/index.ts';
import type { LiveFeed } from '../feeds/index.ts';
import { AuditTrail } from '../audit/index.ts';
import {
  type Action,
  ANONYMOUS,
  anonymousFrom,
  assertMay,
  assertService,
  type Caller,
  IDENTITY_HEADER,
  type IdentityClient,
  type IdentityVerifier,
  type InstallationSecret,
} from '../auth/index.ts';
import { WissilError } from '../errors/index.ts';
import { gatherDenials, Loaders, maskError, type RequestContext } from '../graphql/index.ts';
import { type DependencyProbe, HealthMonitor } from '../health/index.ts';
import { assertSameOrigin, requestIdOf, respondError, respondFailure, respondJson } from '../http/index.ts';
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
  /** Absolute. A subgraph keeps its files in a folder of its name in it. */
  dataFolder: string;
  addresses: Addresses;
  bodyLimit: number;
  /** Who sends a request to the subgraph's own routes. */
  identities: Pick<IdentityClient, 'authenticate' | 'addressOf' | 'admit'>;
  /** Whom the gateway makes a request for. */
  verifier: IdentityVerifier;
  secret: InstallationSecret;
}

/** A REST route beside the graph: exact path, or a prefix that ends with `/`. */
export interface RestRoute {
  method: 'GET' | 'POST' | '*';
  path: string;
  /** `public`: nobody is asked who they are, and the caller is not established. */
  permission: Action | 'public';
  /** Whether WISSIL's own services are answered too, by their signed identity and without that permission. */
  services?: boolean;
  /** Whether a request changes something, and is put on the audit record: the name of what is done. */
  changes?: string;
  handle(request: IncomingMessage, response: ServerResponse, caller: RestCaller): Promise<void>;
}

/** For whom a REST route works. */
export interface RestCaller {
  caller: Caller;
  requestId: string;
}

export interface SubgraphParts<Context extends RequestContext> {
  name: SubgraphName;
  schema: GraphQLSchema;
  dependencies: SubgraphDependencies;
  context: (request: RequestContext) => Context;
  /** Keeps the audit records of the subgraph until they are delivered. */
  outbox: OutboxTransaction;
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
  const audit = new AuditTrail(name, (event) => recordEvent(parts.outbox, event), logger);
  const contextOf = ({ caller, requestId, signal }: Omit<SubgraphRequest, 'document'>): Context =>
    parts.context({
      caller,
      requestId,
      signal,
      logger,
      loaders: new Loaders(),
      audit,
      denied: gatherDenials(audit, { caller, requestId, logger }),
    });
  const endpoint = createSubgraphEndpoint({
    schema,
    logger,
    contextOf,
    bodyLimit: dependencies.bodyLimit,
    verifier: dependencies.verifier,
    audit,
  });
  const running: Subscription[] = [];
  const quiesce = async () => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };

  const serveRoute = async (route: RestRoute, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = requestIdOf(request.headers['x-request-id']);
    if (route.permission === 'public') return route.handle(request, response, { caller: ANONYMOUS, requestId });
    const { permission } = route;
    const asked = { caller: anonymousFrom(dependencies.identities.addressOf(request)), requestId };
    const operation = route.changes ?? `${route.method} ${route.path}`;
    try {
      if (route.services && request.headers[IDENTITY_HEADER] !== undefined) {
        asked.caller = await assertService(request, dependencies.verifier);
      } else {
        asked.caller = await dependencies.identities.authenticate(request);
        if (route.changes) assertSameOrigin(request);
        assertMay(asked.caller, permission);
      }
    } catch (error) {
      if (error instanceof WissilError && error.code !== 'UNAVAILABLE')
        await audit.note(asked, { operation, permission, outcome: 'DENIED', code: error.code });
      throw error;
    }
    if (route.changes === undefined) return route.handle(request, response, asked);
    await audit.around(asked, { operation, permission, input: parametersOf(request) }, () => route.handle(request, response, asked));
  };

  const routes: readonly RestRoute[] = [
    {
      method: 'GET',
      path: '/api/health',
      permission: 'public',
      handle: async (_request, response) => respondJson(response, 200, await monitor.report()),
    },
    {
      method: 'GET',
      path: '/metrics',
      permission: 'public',
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
      const route = matching.find(
        ({ method }) => method === '*' || method === request.method || (method === 'GET' && request.method === 'HEAD'),
      );
      if (!route) {
        respondError(response, 'METHOD_NOT_ALLOWED', `${path} does not answer ${request.method}.`, {
          allow: matching.map(({ method }) => method).join(', '),
        });
        return true;
      }
      serveRoute(route, request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else if (error instanceof WissilError) respondFailure(response, error);
        else respondError(response, 'INTERNAL_SERVER_ERROR', 'Internal error. The log of this service says more.');
        if (!(error instanceof WissilError)) logger.error({ err: error, path }, 'unexpected error while answering a request');
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

/** What the address asks for besides its path, for the audit record. */
function parametersOf({ url = '/' }: IncomingMessage): Record<string, string> | undefined {
  const parameters = new URLSearchParams(url.split('?', 2)[1]);
  return parameters.size === 0 ? undefined : Object.fromEntries(parameters);
}
