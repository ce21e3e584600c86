import { parseGatewayConfig } from '@wissil/gateway/config';
import { openGateway } from '@wissil/gateway/open';
import type { Environment } from '@wissil/platform/config';
import { openFoundation } from '@wissil/platform/foundation';
import { type RequestHandler, respondError } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import {
  lateAuthority,
  openIdentities,
  openSubgraphPort,
  resolveAddresses,
  type SubgraphServer,
  subgraphDependencies,
} from '@wissil/platform/subgraph';
import type { StartConfig } from '../config.ts';
import { claimInstallation, localSubgraphs } from '../installation.ts';
import type { Running } from '../run.ts';
import { subgraphPrograms } from './subgraph-programs.ts';

/** Everything in this process: the subgraphs, the gateway that calls them without HTTP, and a listener for each port of TOPO. */
export async function startTogether(config: StartConfig, env: Environment): Promise<Running> {
  const logger = createLogger({ level: config.logLevel, name: 'wissil' });
  // Disposed from the last to the first: ports drain, then the gateway, the subgraphs, what they stand on, the data folder's lock.
  await using stack = new AsyncDisposableStack();
  stack.use(await claimInstallation(config));

  const loading = Promise.all(localSubgraphs(config).map((name) => subgraphPrograms[name](env)));
  loading.catch(() => undefined);
  const foundation = await openFoundation(config, logger);
  stack.defer(() => foundation.close());

  const addresses = resolveAddresses(config, config.host);
  const authority = lateAuthority();
  const landingElsewhere = config.landingUrl !== undefined;
  const identities = await openIdentities({
    config,
    foundation,
    landing: landingElsewhere ? { url: addresses.internal.landing } : authority,
    landingUrl: addresses.public.landing,
    logger,
  });
  stack.defer(() => identities.stop());
  const assemble = await loading;
  const subgraphs = await allOrNone(
    assemble.map((create) => create(subgraphDependencies({ config, foundation, addresses, identities, logger }))),
  );
  for (const subgraph of subgraphs) if (subgraph.authority) authority.set(subgraph.authority);
  stack.defer(async () => void (await Promise.all(subgraphs.map((subgraph) => subgraph.stop()))));

  const gateway = await openGateway({
    config: parseGatewayConfig({ ...env, LOG_LEVEL: config.logLevel }),
    env,
    bus: foundation.bus,
    feeds: foundation.feeds,
    identities,
    addresses,
    subgraphs,
    logger: logger.child({ part: 'gateway' }),
  });
  stack.defer(() => gateway.close());

  const landing = subgraphs.find(({ name }) => name === 'landing');
  const toGateway = { kind: 'local', handle: gateway.handle, upgrade: gateway.upgrade } as const;
  const toLanding = landing
    ? ({ kind: 'local', handle: handlerOf(landing) } as const)
    : ({ kind: 'remote', url: addresses.internal.landing } as const);
  const ports = await Promise.all(
    subgraphs.map((server) => openSubgraphPort({ server, config, logger, addresses, gateway: toGateway, landing: toLanding })),
  );
  const drainMs = config.shutdownTimeoutSeconds * 1000;
  stack.defer(async () => void (await Promise.all(ports.map((port) => port.close(drainMs)))));

  await Promise.all(subgraphs.map((subgraph) => subgraph.start()));
  // First of all: a stop is no outage of the others.
  stack.defer(async () => landing?.quiesce());
  const announcements = (await landing?.announcements?.()) ?? [];
  const owned = stack.move();
  return { url: addresses.public.landing, announcements, stop: () => owned.disposeAsync(), kill: () => undefined };
}

function handlerOf(server: SubgraphServer): RequestHandler {
  return (request, response) => {
    if (!server.handle(request, response)) respondError(response, 'NOT_FOUND', `There is no ${request.url} here.`);
  };
}

/** One that cannot be assembled takes the assembled ones down with it. */
async function allOrNone(assembling: readonly Promise<SubgraphServer>[]): Promise<SubgraphServer[]> {
  const settled = await Promise.allSettled(assembling);
  const failed = settled.find((result) => result.status === 'rejected');
  const assembled = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (!failed) return assembled;
  await Promise.allSettled(assembled.map((subgraph) => subgraph.stop()));
  throw failed.reason;
}
