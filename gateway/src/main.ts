import { parseConfig } from '@wissil/platform/config';
import { openFoundation } from '@wissil/platform/foundation';
import { createLogger } from '@wissil/platform/logging';
import { runUntilSignal } from '@wissil/platform/process';
import { addressSettings, openIdentities, resolveAddresses } from '@wissil/platform/subgraph';
import { parseGatewayConfig } from './config.ts';
import { openGateway } from './open-gateway.ts';

/** The gateway as a process of its own: every subgraph is reached over HTTP, and LANDING says who somebody is. */
await runUntilSignal(createLogger({ name: 'gateway', level: 'info' }), async () => {
  const config = parseGatewayConfig(process.env);
  const addresses = resolveAddresses(parseConfig(addressSettings, process.env), config.host);
  const logger = createLogger({ name: 'gateway', level: config.logLevel });
  await using stack = new AsyncDisposableStack();
  const foundation = await openFoundation(config, logger);
  stack.defer(() => foundation.close());
  const landing = { url: addresses.internal.landing };
  const identities = await openIdentities({ config, foundation, landing, landingUrl: addresses.public.landing, logger });
  stack.defer(() => identities.stop());
  const gateway = await openGateway({
    config,
    env: process.env,
    bus: foundation.bus,
    feeds: foundation.feeds,
    identities,
    addresses,
    logger,
  });
  stack.defer(() => gateway.close());
  logger.info({ url: `${gateway.url}/graphql` }, 'ready');
  const owned = stack.move();
  return { stop: () => owned.disposeAsync() };
});
