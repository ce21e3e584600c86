import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createGateway } from '@wissil/gateway';
import { type GatewayConfig, parseGatewayConfig } from '@wissil/gateway/config';
import { createSubscriptions } from '@wissil/gateway/subscriptions';
import { loadTrustedDocuments } from '@wissil/gateway/trusted-documents';
import { watchSupergraph } from '@wissil/gateway/watch-supergraph';
import type { Environment } from '@wissil/platform/config';
import type { Foundation } from '@wissil/platform/foundation';
import { respondError, startHttpService } from '@wissil/platform/http';
import type { Logger } from '@wissil/platform/logging';
import { createMetrics } from '@wissil/platform/metrics';
import type { SubgraphServer } from '@wissil/platform/subgraph';
import type { StartConfig } from '../config.ts';

export interface GatewayParts {
  config: StartConfig;
  env: Environment;
  foundation: Foundation;
  logger: Logger;
  /** Those of this process. */
  subgraphs: readonly SubgraphServer[];
}

export interface OpenGateway {
  /** For the systems' own ports, which pass `/graphql` on. */
  route: {
    handle(request: IncomingMessage, response: ServerResponse): void;
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  };
  close(): Promise<void>;
}

/** The gateway, listening on its port: subgraphs of this process are called without HTTP, the others at their addresses. */
export async function openGateway({ config, env, foundation, logger, subgraphs }: GatewayParts): Promise<OpenGateway> {
  const settings: GatewayConfig = parseGatewayConfig({ ...env, LOG_LEVEL: config.logLevel });
  const [supergraph, trustedDocuments] = await Promise.all([
    readFile(settings.supergraphPath, 'utf8'),
    loadTrustedDocuments(settings.trustedDocumentsPath),
  ]);
  const gateway = await createGateway({
    config: settings,
    supergraph,
    trustedDocuments,
    subgraphs,
    subgraphUrls: {
      landing: config.landingUrl,
      slate: config.slateUrl,
      ignition: config.ignitionUrl,
      spark: config.sparkUrl,
      ignis: config.ignisUrl,
      waypoint: config.waypointUrl,
    },
    subscriptions: (services) => createSubscriptions({ ...services, bus: foundation.bus }),
    logger: logger.child({ part: 'gateway' }),
    metrics: createMetrics('gateway'),
  });
  const stopWatching = watchSupergraph(settings.supergraphPath, gateway.holder, logger);
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    if (!gateway.handle(request, response)) respondError(response, 'NOT_FOUND', 'There is nothing at this path. GraphQL is at /graphql.');
  };
  const upgrade = gateway.upgrade.bind(gateway);
  const service = await startHttpService({
    name: 'gateway',
    host: config.host,
    port: config.gatewayPort,
    logger,
    handler: handle,
    upgrade,
  });
  return {
    route: { handle, upgrade },
    async close() {
      stopWatching();
      await service.close(config.shutdownTimeoutSeconds * 1_000);
      await gateway.close();
    },
  };
}
