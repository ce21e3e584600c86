import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Registry } from 'prom-client';
import type { OperationPreparer, PreparedOperation } from './documents/prepared-operation.ts';
import type { OperationExecutor } from './execute/plan-executor-port.ts';
import type { Admission } from './identity/admission.ts';
import type { Denials } from './identity/denials.ts';
import type { GatewayIdentities } from './identity/gateway-identities.ts';
import type { TrustedOrigins } from './identity/trusted-origins.ts';
import type { Logger } from './logger.ts';
import type { RequestContext } from './request-context.ts';
import type { SupergraphHolder } from './supergraph/supergraph-holder.ts';

/** How the gateway hands subscriptions on: graphql-ws by upgrade, and SSE for an operation that came over HTTP with `accept: text/event-stream`. */
export interface SubscriptionEndpoint {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Serves any kind of operation as graphql-sse's distinct connection mode; resolves when the stream has ended. */
  stream(
    operation: PreparedOperation,
    context: RequestContext,
    exchange: { request: IncomingMessage; response: ServerResponse },
  ): Promise<void>;
  /** Ends every stream and socket properly (1001 for WebSockets). */
  close(): Promise<void>;
}

/** What the gateway gives to it. Event bus and live feed are bound by whoever makes the factory. */
export interface SubscriptionEndpointServices {
  preparer: OperationPreparer;
  executor: OperationExecutor;
  holder: SupergraphHolder;
  /** Who asks, from the request's headers. */
  admission: Admission;
  /** Who that is later on. */
  identities: GatewayIdentities['client'];
  /** Pages that a browser may open a WebSocket from. */
  origins: TrustedOrigins;
  denials: Denials;
  /** The headers of the allowlist in this request. */
  forwardedHeaders(request: IncomingMessage): Readonly<Record<string, string>>;
  logger: Logger;
  metrics: Registry;
}

export type CreateSubscriptionEndpoint = (services: SubscriptionEndpointServices) => SubscriptionEndpoint;
