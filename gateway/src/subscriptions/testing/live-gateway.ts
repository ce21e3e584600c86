import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { AuditTrail } from '@wissil/platform/audit';
import type { EventBus } from '@wissil/platform/events';
import type { LiveFeed } from '@wissil/platform/feeds';
import { createMetrics, type Registry } from '@wissil/platform/metrics';
import { OperationRefused } from '../../documents/operation-refused.ts';
import type { OperationParameters } from '../../documents/prepared-operation.ts';
import { Admission } from '../../identity/admission.ts';
import { Denials } from '../../identity/denials.ts';
import { TrustedOrigins } from '../../identity/trusted-origins.ts';
import { silentLogger } from '../../logger.ts';
import { createRequestContext } from '../../request-context.ts';
import { composeSupergraph } from '../../supergraph/compose.ts';
import { loadSupergraph } from '../../supergraph/load-supergraph.ts';
import { SupergraphHolder } from '../../supergraph/supergraph-holder.ts';
import { openTestIdentities, type TestIdentities } from '../../testing/test-identities.ts';
import { refuseEventStream } from '../event-stream.ts';
import type { SubscriptionLimits } from '../subscription-limits.ts';
import { createSubscriptions, type Subscriptions } from '../subscriptions.ts';
import { createExecution } from './execution.ts';
import { LANDING_SDL, SLATE_SDL, TestSubgraphs } from './test-subgraphs.ts';

export interface LiveGateway extends AsyncDisposable {
  webSocketUrl: string;
  httpUrl: string;
  subscriptions: Subscriptions;
  metrics: Registry;
  subgraphs: TestSubgraphs;
  identities: TestIdentities;
  publish(payload: { id: string; name: string; note?: string }, subject?: string): Promise<void>;
  recompose(landingSdl: string): void;
}

export interface LiveGatewayOptions {
  bus: EventBus;
  /** Subscriptions to a live feed fail without one. */
  feeds?: LiveFeed;
  limits?: Partial<SubscriptionLimits>;
  allowedOrigins?: readonly string[];
  /** Public origins of the systems. */
  ownOrigins?: readonly string[];
  identities?: TestIdentities;
  audit?: Pick<AuditTrail, 'note'>;
  forwardedHeaders?(request: IncomingMessage): Readonly<Record<string, string>>;
}

/** The subscriptions of a gateway over two subgraphs in process, on a free port. */
export async function startLiveGateway(options: LiveGatewayOptions): Promise<LiveGateway> {
  const { bus, limits = {}, allowedOrigins = [], ownOrigins = [] } = options;
  const identities = options.identities ?? (await openTestIdentities({ bus }));
  const origins = new TrustedOrigins(ownOrigins, allowedOrigins);
  const denials = new Denials(options.audit, silentLogger);
  const admission = new Admission(identities.client, origins, denials);
  const forwardedHeaders = options.forwardedHeaders ?? (() => ({}));
  const holder = new SupergraphHolder(compose(LANDING_SDL));
  const subgraphs = new TestSubgraphs();
  const { executor, preparer } = createExecution(holder, subgraphs);
  const metrics = createMetrics('gateway');
  const subscriptions = createSubscriptions({
    feeds: options.feeds ?? NO_FEEDS,
    ...{ bus, limits, origins, denials, admission, identities: identities.client, forwardedHeaders, executor, preparer, holder, metrics },
    logger: silentLogger,
  });

  async function serveEventStream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const operation = preparer.prepare(await parametersOf(request));
      const context = createRequestContext({
        operation: operation.compiled,
        caller: await admission.admit(request, { requestId: 'r', operation: 'GraphQL request' }),
        requestId: randomUUID(),
        forwardedHeaders: forwardedHeaders(request),
      });
      await subscriptions.stream(operation, context, { request, response });
    } catch (error) {
      if (!(error instanceof OperationRefused)) throw error;
      refuseEventStream(
        response,
        error.errors.map((each) => each.toJSON()),
      );
    }
  }

  const server = createServer((request, response) => void serveEventStream(request, response));
  server.on('upgrade', subscriptions.upgrade);
  server.listen(0, '127.0.0.1', 8_192);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    webSocketUrl: `ws://127.0.0.1:${port}/graphql`,
    httpUrl: `http://127.0.0.1:${port}/graphql`,
    subscriptions,
    metrics,
    subgraphs,
    identities,
    publish: (payload, subject = 'system.changed') =>
      bus.publish([{ id: randomUUID(), subject, source: 'landing', occurredAt: new Date().toISOString(), payload }]),
    recompose: (landingSdl) => {
      holder.swap(compose(landingSdl));
    },
    async [Symbol.asyncDispose]() {
      subgraphs.releaseAll();
      await subscriptions.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (options.identities === undefined) await identities[Symbol.asyncDispose]();
    },
  };
}

function compose(landingSdl: string) {
  const url = 'http://127.0.0.1:1/subgraph';
  return loadSupergraph(
    composeSupergraph([
      { name: 'landing', url, sdl: landingSdl },
      { name: 'slate', url, sdl: SLATE_SDL },
    ]).sdl,
  );
}

async function parametersOf(request: IncomingMessage): Promise<OperationParameters> {
  if (request.method === 'POST') return (await json(request)) as OperationParameters;
  const parameters = new URL(request.url ?? '', 'http://localhost').searchParams;
  return { query: parameters.get('query') ?? undefined };
}

const NO_FEEDS: LiveFeed = {
  publish: () => Promise.reject(new Error('no live feed')),
  subscribe: () => Promise.reject(new Error('no live feed')),
  ping: () => Promise.reject(new Error('no live feed')),
  close: async () => undefined,
};
