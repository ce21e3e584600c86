import { openFoundation } from '@wissil/platform/foundation';
import { createLogger } from '@wissil/platform/logging';
import { runUntilSignal } from '@wissil/platform/process';
import { parseGatewayConfig } from './config.ts';
import { openGateway } from './open-gateway.ts';

/** The gateway as a process of its own: every subgraph is reached over HTTP. */
await runUntilSignal(createLogger({ name: 'gateway', level: 'info' }), async () => {
  const config = parseGatewayConfig(process.env);
  const logger = createLogger({ name: 'gateway', level: config.logLevel });
  const foundation = await openFoundation(config, logger);
  try {
    const gateway = await openGateway({ config, env: process.env, bus: foundation.bus, logger });
    logger.info({ url: `${gateway.url}/graphql` }, 'ready');
    return {
      async stop() {
        await gateway.close();
        await foundation.close();
      },
    };
  } catch (error) {
    await foundation.close();
    throw error;
  }
});
