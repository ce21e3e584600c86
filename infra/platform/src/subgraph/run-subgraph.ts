import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, defineSettings, listenerSettings, parseConfig, platformSettings, values } from '../config/index.ts';
import { type Foundation, openFoundation } from '../foundation/index.ts';
import { IdentityVerifier } from '../auth/index.ts';
import { clientAddressThrough, createFrontDoor, type GatewayRoute, type RequestHandler, startHttpService } from '../http/index.ts';
import { createLogger, type Logger } from '../logging/index.ts';
import { runUntilSignal } from '../process/index.ts';
import { WISSIL_VERSION } from '../version.ts';
import { type Addresses, addressSettings, resolveAddresses } from './addresses.ts';
import type { SubgraphDependencies } from './assemble-subgraph.ts';
import { type Identities, lateAuthority, openIdentities } from './open-identities.ts';
import type { SubgraphName, SubgraphServer } from './subgraph-server.ts';

/** The settings of a subgraph's process, beside its own. */
export const subgraphProcessSettings = defineSettings({
  ...platformSettings,
  ...addressSettings,
  ...listenerSettings,
  gatewayUrl: {
    env: 'GATEWAY_URL',
    schema: values.httpUrl,
    default: 'http://127.0.0.1:4000',
    doc: 'The gateway, where a system’s port passes `/graphql` on to.',
  },
  announceTo: {
    env: 'WISSIL_ANNOUNCE_TO',
    schema: values.choice('output', 'parent'),
    default: 'output',
    doc: 'Where LANDING says what whoever starts it has to know: on its output, or to the process that has started it.',
  },
});

export interface SubgraphProgram<Own> {
  name: SubgraphName;
  parseConfig: (env: NodeJS.ProcessEnv) => Own;
  createServer: (dependencies: SubgraphDependencies, config: Own) => Promise<SubgraphServer>;
}

/** Where `npm run generate` puts the built web client. */
export const WEB_FOLDER = fileURLToPath(new URL('../../../../clients/web/dist', import.meta.url));

/** A subgraph as a process of its own, on its port, until a signal stops it. */
export async function runSubgraph<Own>(program: SubgraphProgram<Own>, env: NodeJS.ProcessEnv): Promise<void> {
  const bootLogger = createLogger({ level: 'info', name: program.name });
  await runUntilSignal(bootLogger, async () => {
    const config = parseConfig(subgraphProcessSettings, env);
    const own = program.parseConfig(env);
    const logger = createLogger({ level: config.logLevel, name: program.name });
    const foundation = await openFoundation(config, logger);
    try {
      const addresses = resolveAddresses(config, config.host);
      const authority = lateAuthority();
      const landing = program.name === 'landing' ? authority : { url: addresses.internal.landing };
      const identities = await openIdentities({ config, foundation, landing, landingUrl: addresses.public.landing, logger });
      const server = await program.createServer(subgraphDependencies({ config, foundation, addresses, identities, logger }), own);
      if (server.authority) authority.set(server.authority);
      const http = await openSubgraphPort({
        server,
        config,
        logger,
        addresses,
        gateway: { kind: 'remote', url: config.gatewayUrl },
        landing: { kind: 'remote', url: addresses.internal.landing },
      });
      await server.start();
      logger.info({ url: http.url }, 'ready');
      if (server.announcements) announce(await server.announcements(), config.announceTo);
      return {
        async stop() {
          await http.close(config.shutdownTimeoutSeconds * 1000);
          await identities.stop();
          await server.stop();
          await foundation.close();
        },
      };
    } catch (error) {
      await foundation.close();
      throw error;
    }
  });
}

/** What a supervised process says to its supervisor when it has started. */
export interface Announcements {
  announcements: readonly string[];
}

/** Never in the log: there may be secrets in it. */
function announce(announcements: readonly string[], to: 'output' | 'parent'): void {
  if (to === 'parent' && process.send) process.send({ announcements } satisfies Announcements);
  else for (const sentence of announcements) process.stdout.write(`${sentence}\n`);
}

/** What the settings and the foundation give to one subgraph. */
export function subgraphDependencies(options: {
  config: Config<typeof platformSettings>;
  foundation: Foundation;
  addresses: Addresses;
  identities: Identities;
  logger: Logger;
}): SubgraphDependencies {
  const { config, foundation, addresses, identities, logger } = options;
  return {
    databaseUrl: foundation.databaseUrl,
    databasePoolSize: config.databasePoolSize,
    statementTimeoutMs: config.databaseStatementTimeoutSeconds * 1000,
    cache: foundation.cache,
    bus: foundation.bus,
    feeds: foundation.feeds,
    logger,
    version: WISSIL_VERSION,
    dataFolder: resolve(config.dataFolder),
    addresses,
    bodyLimit: config.requestBodyLimit,
    identities: identities.client,
    verifier: new IdentityVerifier(foundation.secret),
    secret: foundation.secret,
  };
}

/** Listens on the subgraph's port of TOPO: its own routes, the graph and the web client. */
export async function openSubgraphPort(options: {
  server: SubgraphServer;
  config: Config<typeof subgraphProcessSettings>;
  logger: Logger;
  addresses: Addresses;
  gateway: GatewayRoute;
  /** LANDING, for the other five. */
  landing: { kind: 'local'; handle: RequestHandler } | { kind: 'remote'; url: string };
}): Promise<{ url: string; close(drainMs: number): Promise<void> }> {
  const { server, config, logger, addresses, gateway, landing } = options;
  const door = await createFrontDoor({
    home: server.name === 'landing' ? '/' : `/${server.name}`,
    webFolder: WEB_FOLDER,
    gateway,
    landing: server.name === 'landing' ? { kind: 'own' } : { ...landing, publicUrl: addresses.public.landing },
    publicUrl: addresses.public[server.name],
    frames: [config.previewDomain, config.releasesDomain],
    addressOf: clientAddressThrough(config.trustedProxies),
    logger,
    own: (request, response) => server.handle(request, response),
  });
  return startHttpService({
    host: config.host,
    port: config[`${server.name}Port`],
    logger,
    handler: door.handle,
    upgrade: door.upgrade,
    requestTimeoutMs: config.requestTimeoutSeconds * 1000,
  });
}
