import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AuditTrail } from '@wissil/platform/audit';
import { IDENTITY_HEADER } from '@wissil/platform/auth';
import { HealthMonitor } from '@wissil/platform/health';
import type { SubgraphServer } from '@wissil/platform/subgraph';
import { WISSIL_VERSION } from '@wissil/platform/version';
import type { Registry } from 'prom-client';
import type { GatewayConfig } from './config.ts';
import { DocumentStore } from './documents/document-store.ts';
import { createOperationPreparer } from './documents/operation-preparer.ts';
import type { OperationPreparer } from './documents/prepared-operation.ts';
import { TrustedDocuments } from './documents/trusted-documents.ts';
import { PlanExecutor } from './execute/plan-executor.ts';
import { SharedQueries } from './execute/shared-queries.ts';
import { createGatewayMetrics, type GatewayMetrics } from './http/gateway-metrics.ts';
import { GraphqlEndpoint } from './http/graphql-endpoint.ts';
import { respond } from './http/respond.ts';
import { Admission } from './identity/admission.ts';
import { Denials } from './identity/denials.ts';
import type { GatewayIdentities } from './identity/gateway-identities.ts';
import { TrustedOrigins } from './identity/trusted-origins.ts';
import type { DocumentLimits } from './limits/limits.ts';
import type { Logger } from './logger.ts';
import type { CreateSubscriptionEndpoint } from './subscription-endpoint.ts';
import { loadSupergraph } from './supergraph/load-supergraph.ts';
import { SupergraphHolder } from './supergraph/supergraph-holder.ts';
import type { SubgraphAddress } from './supergraph/supergraph.ts';
import { HttpTransport } from './transport/http-transport.ts';
import { InProcessTransport } from './transport/in-process-transport.ts';
import { SubgraphClient } from './transport/subgraph-client.ts';
import { SubgraphClients } from './transport/subgraph-clients.ts';

export interface GatewayDependencies {
  config: GatewayConfig;
  /** The composed supergraph. */
  supergraph: string;
  trustedDocuments?: TrustedDocuments;
  /** Subgraphs in this process; the others are reached over HTTP. */
  subgraphs?: readonly SubgraphServer[];
  /** Where subgraphs are, by name, in place of the address in the supergraph. */
  subgraphUrls?: Readonly<Record<string, string | undefined>>;
  identities: GatewayIdentities;
  /** Public origins of the systems, whose pages are the gateway's own; its own host always is. */
  origins?: readonly string[];
  /** Where attempts that are denied here are noted; not set: nowhere. */
  audit?: Pick<AuditTrail, 'note'>;
  subscriptions?: CreateSubscriptionEndpoint;
  logger: Logger;
  metrics: Registry;
}

export interface Gateway {
  /** Serves /graphql, /api/health and /metrics; false when the path is none of them. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  readonly executor: PlanExecutor;
  readonly preparer: OperationPreparer;
  readonly holder: SupergraphHolder;
  /** Ends streams and sockets of subscriptions; requests go on. Called beside the listener's own drain, which waits for sockets. */
  drain(): Promise<void>;
  /** Drains, then closes the connections to subgraphs: for when no request runs any more. */
  close(): Promise<void>;
}

/** A gateway that does not listen. Rejects when the supergraph cannot be used. */
export async function createGateway(dependencies: GatewayDependencies): Promise<Gateway> {
  const { config, identities, logger } = dependencies;
  const metrics = createGatewayMetrics(dependencies.metrics);
  const holder = new SupergraphHolder(loadSupergraph(dependencies.supergraph));
  const clients = new SubgraphClients((address) => createClient(dependencies, metrics, address));
  const executor = new PlanExecutor({ holder, clients, onCompiled: metrics.plan });
  const preparer = createPreparer(dependencies, holder, executor);
  const origins = new TrustedOrigins(dependencies.origins ?? [], config.allowedOrigins);
  const denials = new Denials(dependencies.audit, logger);
  const admission = new Admission(identities.client, origins, denials);
  const forwardedHeaders = headerAllowlist(config.forwardedHeaders);
  const subscriptions = dependencies.subscriptions?.({
    preparer,
    executor,
    holder,
    admission,
    identities: identities.client,
    origins,
    denials,
    forwardedHeaders,
    logger,
    metrics: dependencies.metrics,
  });
  const shared = config.dedupe ? new SharedQueries(executor, metrics.shared) : undefined;
  const endpoint = new GraphqlEndpoint({
    preparer,
    execute: (operation, variables, request) =>
      shared !== undefined && operation.kind === 'query'
        ? shared.execute(operation, variables, request)
        : executor.execute(operation, variables, request),
    subscriptions,
    admission,
    forwardedHeaders,
    limits: { maxBodyBytes: config.requestBodyLimit, maxBatch: config.maxBatch },
    deadlineMs: config.requestTimeoutSeconds * 1_000,
    metrics,
    logger,
  });
  const health = createHealth(holder, clients);

  return {
    handle(request, response) {
      switch (pathOf(request)) {
        case '/graphql':
          void endpoint.serve(request, response);
          return true;
        case '/api/health':
          void health.report().then((report) => respond(response, 200, { type: 'application/json', body: JSON.stringify(report) }));
          return true;
        case '/metrics':
          void dependencies.metrics.metrics().then((body) => respond(response, 200, { type: 'text/plain; version=0.0.4', body }));
          return true;
        default:
          return false;
      }
    },
    upgrade(request, socket, head) {
      if (subscriptions === undefined || pathOf(request) !== '/graphql')
        socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      else subscriptions.upgrade(request, socket, head);
    },
    executor,
    preparer,
    holder,
    async drain() {
      await subscriptions?.close();
    },
    async close() {
      await subscriptions?.close();
      await clients.close();
    },
  };
}

function createPreparer(
  { config, trustedDocuments }: GatewayDependencies,
  holder: SupergraphHolder,
  executor: PlanExecutor,
): OperationPreparer {
  const limits: DocumentLimits = {
    maxBytes: config.maxDocumentBytes,
    maxTokens: config.maxTokens,
    maxDepth: config.maxDepth,
    maxAliases: config.maxAliases,
    maxRootFields: config.maxRootFields,
    maxFields: config.maxFields,
    maxCost: config.maxCost,
  };
  return createOperationPreparer({
    holder,
    executor,
    documents: new DocumentStore({
      limits,
      introspection: config.introspection,
      maxDocuments: config.cachedDocuments,
      maxBytes: CACHED_TEXT_BYTES,
    }),
    trusted: trustedDocuments ?? new TrustedDocuments({}),
    limits,
    adHocDocuments: config.adHocDocuments,
  });
}

/** Of documents kept parsed; parsed they take some thirty times as much. */
const CACHED_TEXT_BYTES = 4 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 2_000;

function createClient(
  { config, subgraphs, subgraphUrls, identities, logger }: GatewayDependencies,
  metrics: GatewayMetrics,
  { name, url }: SubgraphAddress,
): SubgraphClient {
  const elsewhere = subgraphUrls?.[name];
  const server = elsewhere === undefined ? subgraphs?.find((candidate) => candidate.name === name) : undefined;
  const transport =
    server !== undefined
      ? new InProcessTransport(server)
      : new HttpTransport(name, elsewhere ?? url, {
          connections: config.subgraphConnections,
          connectTimeoutMs: CONNECT_TIMEOUT_MS,
          maxAnswerBytes: config.subgraphAnswerBytes,
          maxBatch: config.subgraphBatch,
          signer: identities.signer,
        });
  return new SubgraphClient(name, transport, {
    batching: config.batching,
    timeoutMs: config.subgraphTimeoutMs,
    logger,
    onSent: metrics.subgraphFetch,
  });
}

/** Of the subgraphs that the gateway started with: a recomposition changes what they say, not which they are. */
function createHealth(holder: SupergraphHolder, clients: SubgraphClients): HealthMonitor {
  return new HealthMonitor({
    service: 'gateway',
    version: WISSIL_VERSION,
    probes: [...holder.current.subgraphs.values()].map((address) => ({
      name: address.name.toUpperCase(),
      probe: (signal: AbortSignal) => clients.get(address).probe(signal),
    })),
  });
}

/** The identity is the gateway's own to say, whatever the configuration lists. */
function headerAllowlist(listed: readonly string[]): (request: IncomingMessage) => Readonly<Record<string, string>> {
  const names = listed.filter((name) => name !== IDENTITY_HEADER);
  return (request) => {
    const forwarded: Record<string, string> = {};
    for (const name of names) {
      const value = request.headers[name];
      if (typeof value === 'string') forwarded[name] = value;
    }
    return forwarded;
  };
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
