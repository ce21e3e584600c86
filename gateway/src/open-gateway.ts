import { readFile } from 'node:fs/promises';
import { AuditTrail } from '@wissil/platform/audit';
import type { Environment } from '@wissil/platform/config';
import type { EventBus } from '@wissil/platform/events';
import type { LiveFeed } from '@wissil/platform/feeds';
import { type RequestHandler, respondError, startHttpService, type UpgradeHandler } from '@wissil/platform/http';
import type { Logger } from '@wissil/platform/logging';
import { createMetrics } from '@wissil/platform/metrics';
import type { Addresses, SubgraphServer } from '@wissil/platform/subgraph';
import { type GatewayConfig, parseSubgraphUrls } from './config.ts';
import { loadTrustedDocuments } from './documents/trusted-documents.ts';
import { auditOverBus } from './identity/denials.ts';
import type { GatewayIdentities } from './identity/gateway-identities.ts';
import { createGateway } from './server.ts';
import { createSubscriptions } from './subscriptions/subscriptions.ts';
import { watchSupergraph } from './supergraph/watch-supergraph.ts';

export interface OpenGatewayOptions {
  config: GatewayConfig;
  /** Where the subgraphs' addresses are read from (SUBGRAPH_SLATE_URL and so on). */
  env: Environment;
  bus: EventBus;
  feeds: LiveFeed;
  /** Those of the process; they outlive the gateway. */
  identities: GatewayIdentities;
  /** What people open: the pages from which a session is used. */
  addresses: Pick<Addresses, 'public'>;
  /** Those of this process, called without HTTP unless they have an address. */
  subgraphs?: readonly SubgraphServer[];
  logger: Logger;
}

export interface OpenGateway {
  url: string;
  /** For ports of the same process that pass `/graphql` on. */
  handle: RequestHandler;
  upgrade: UpgradeHandler;
  /** Ends subscriptions, lets running requests finish, then closes the connections to subgraphs. */
  close(): Promise<void>;
}

/** The gateway with its files read, its subscriptions fed by the bus, and listening on its port. */
export async function openGateway(options: OpenGatewayOptions): Promise<OpenGateway> {
  const { config, env, bus, feeds, identities, addresses, subgraphs, logger } = options;
  const [supergraph, trustedDocuments] = await Promise.all([
    readFile(config.supergraphPath, 'utf8'),
    loadTrustedDocuments(config.trustedDocumentsPath),
  ]);
  const gateway = await createGateway({
    config,
    supergraph,
    trustedDocuments,
    subgraphs,
    subgraphUrls: parseSubgraphUrls(env),
    identities,
    origins: Object.values(addresses.public),
    audit: new AuditTrail('gateway', auditOverBus(bus), logger),
    subscriptions: (services) =>
      createSubscriptions({ ...services, bus, feeds, limits: { operationTimeoutMs: config.requestTimeoutSeconds * 1_000 } }),
    logger,
    metrics: createMetrics('gateway'),
  });
  const handle: RequestHandler = (request, response) => {
    if (!gateway.handle(request, response)) respondError(response, 'NOT_FOUND', 'There is nothing at this path. GraphQL is at /graphql.');
  };
  const service = await startHttpService({
    host: config.host,
    port: config.port,
    logger,
    handler: handle,
    upgrade: gateway.upgrade,
  });
  const stopWatching = watchSupergraph(config.supergraphPath, gateway.holder, logger);
  return {
    url: service.url,
    handle,
    upgrade: gateway.upgrade,
    async close() {
      stopWatching();
      // Requests that run still need the subgraphs: those connections go last.
      await Promise.all([gateway.drain(), service.close(config.shutdownTimeoutSeconds * 1_000)]);
      await gateway.close();
    },
  };
}
