import { callerOf } from '@wissil/platform/auth';
import { parseConfig } from '@wissil/platform/config';
import { openFoundation } from '@wissil/platform/foundation';
import { createLogger } from '@wissil/platform/logging';
import { runUntilSignal } from '@wissil/platform/process';
import { addressSettings, openIdentities, resolveAddresses } from '@wissil/platform/subgraph';
import { parseGatewayConfig } from '@wissil/gateway/config';
import { openGateway, type OpenGatewayOptions } from '@wissil/gateway/open';

/**
 * gateway/src/main.ts, but for one thing: BENCH_LANDING names who answers in the place of LANDING. Without it every request is made for the
 * same caller, nobody is asked who that is, and subgraphs are not told: what a request costs without an identity.
 */
await runUntilSignal(createLogger({ name: 'gateway', level: 'info' }), async () => {
  const config = parseGatewayConfig(process.env);
  const logger = createLogger({ name: 'gateway', level: config.logLevel });
  await using stack = new AsyncDisposableStack();
  const foundation = await openFoundation(config, logger);
  stack.defer(() => foundation.close());
  const url = process.env['BENCH_LANDING'];
  let identities: OpenGatewayOptions['identities'] = withoutIdentity();
  if (url !== undefined) {
    const opened = await openIdentities({ config, foundation, landing: { url }, landingUrl: url, logger });
    stack.defer(() => opened.stop());
    identities = opened;
  }
  const addresses = resolveAddresses(parseConfig(addressSettings, {}), config.host);
  const gateway = await openGateway({ config, env: {}, bus: foundation.bus, feeds: foundation.feeds, identities, addresses, logger });
  stack.defer(() => gateway.close());
  const owned = stack.move();
  return { stop: () => owned.disposeAsync() };
});

function withoutIdentity(): OpenGatewayOptions['identities'] {
  const caller = callerOf(
    { kind: 'human', subject: 'usr_bench', name: 'bench', role: 'ENGINEER', credential: 'ses_bench', expiresAt: Infinity },
    '',
  );
  return { client: { authenticate: () => caller, identify: async () => caller, addressOf: () => '', onChange: () => () => undefined } };
}
