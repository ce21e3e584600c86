import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { credentialOf } from '@wissil/platform/auth';
import type { EventBus } from '@wissil/platform/events';
import type { LiveFeed } from '@wissil/platform/feeds';
import { WebSocketServer } from 'ws';
import { LiveIdentities } from '../identity/live-identities.ts';
import type { SubscriptionEndpoint, SubscriptionEndpointServices } from '../subscription-endpoint.ts';
import { eventSourceOf } from './event-source.ts';
import { EventStream } from './event-stream.ts';
import { stoppingError } from './subscription-errors.ts';
import { SubscriptionHub } from './subscription-hub.ts';
import { DEFAULT_SUBSCRIPTION_LIMITS, type SubscriptionLimits } from './subscription-limits.ts';
import { createSubscriptionMetrics, type SubscriptionGauges, type SubscriptionMetrics } from './subscription-metrics.ts';
import { refuseUpgrade } from './upgrade-refusal.ts';
import { WebSocketConnection } from './websocket-connection.ts';

export interface SubscriptionsOptions extends SubscriptionEndpointServices {
  bus: EventBus;
  feeds: LiveFeed;
  limits?: Partial<SubscriptionLimits>;
}

export interface Subscriptions extends SubscriptionEndpoint {
  stats(): SubscriptionStats;
}

type SubscriptionStats = SubscriptionGauges & Omit<SubscriptionMetrics, 'completionSeconds'>;

/** Connections that are pinged before other work of the process gets its turn. */
const HEARTBEAT_SLICE = 500;
const PROTOCOL = 'graphql-transport-ws';

/** Live operations of clients over WebSockets and event streams, fed by the event bus and the live feed. */
export function createSubscriptions(options: SubscriptionsOptions): Subscriptions {
  const { bus, feeds, identities, origins, logger } = options;
  const limits = { ...DEFAULT_SUBSCRIPTION_LIMITS, ...options.limits };
  const sockets = new Set<WebSocketConnection>();
  const streams = new Set<EventStream>();
  const gauges = (): SubscriptionGauges => ({
    sockets: sockets.size,
    eventStreams: streams.size,
    subscribers: hub.subscriberCount,
    groups: hub.groupCount,
    subjects: hub.subjectCount,
    opening: hub.openingCount,
    credentials: live.size,
  });
  const metrics = createSubscriptionMetrics(options.metrics, gauges);
  const hub = new SubscriptionHub({ ...options, limits, metrics, source: eventSourceOf(bus, feeds) });
  const live = new LiveIdentities({ client: identities, everyMs: limits.identityCheckMs, logger });
  const services = { ...options, limits, metrics, hub, live };
  // No compression: shared frames are written as they are, and a compressor per socket would cost more memory than it saves bytes.
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.maxMessageBytes,
    clientTracking: false,
    handleProtocols: (offered) => offered.has(PROTOCOL) && PROTOCOL,
  });
  let closing: Promise<void> | undefined;

  async function beat(): Promise<void> {
    let written = 0;
    for (const connection of [...sockets, ...streams]) {
      if (!connection.heartbeat()) metrics.deadPeers++;
      // Thousands of pings in one go would hold up everything else.
      if (++written % HEARTBEAT_SLICE === 0) await nextTurn();
    }
  }
  const heartbeat = setInterval(() => void beat(), limits.keepAliveMs);
  heartbeat.unref();

  function unavailable(): string | undefined {
    if (closing !== undefined) return stoppingError().message;
    if (sockets.size + streams.size < limits.maxConnections) return undefined;
    return `The gateway already serves ${limits.maxConnections} live connections, which is the limit. Try again later.`;
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = unavailable();
    if (refusal !== undefined) {
      refuseUpgrade(socket, 503, refusal);
    } else if (!origins.mayConnect(request)) {
      const origin = JSON.stringify(request.headers.origin);
      refuseUpgrade(
        socket,
        403,
        `Pages of the origin ${origin} may not open a WebSocket here. Add it to GATEWAY_ALLOWED_ORIGINS if they should.`,
      );
    } else {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = new WebSocketConnection(webSocket, request, services);
        sockets.add(connection);
        webSocket.once('close', () => sockets.delete(connection));
      });
    }
  }

  const stream: SubscriptionEndpoint['stream'] = async (operation, context, { request, response }) => {
    const refusal = unavailable();
    if (refusal !== undefined) {
      response.writeHead(503, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
      response.end(JSON.stringify({ errors: [{ message: refusal }] }));
      return;
    }
    const eventStream = new EventStream(response, services);
    streams.add(eventStream);
    eventStream.start(operation, context, credentialOf(request));
    await eventStream.ended;
    streams.delete(eventStream);
  };

  async function close(): Promise<void> {
    const connections = [...sockets, ...streams];
    const drained = Promise.all([hub.drained(), ...connections.map((connection) => connection.drain())]);
    await within(limits.drainTimeoutMs, drained);
    clearInterval(heartbeat);
    live.close();
    for (const connection of connections) connection.goAway();
    await within(limits.drainTimeoutMs, Promise.all(connections.map((connection) => connection.ended)));
    await within(limits.drainTimeoutMs, hub.close());
    logger.info({ connections: connections.length }, 'live connections closed');
  }

  return {
    upgrade,
    stream,
    close: () => (closing ??= close()),
    stats() {
      const { completionSeconds: _histogram, ...counts } = metrics;
      return { ...gauges(), ...counts };
    },
  };
}

/** Waits for the work, but not longer. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
