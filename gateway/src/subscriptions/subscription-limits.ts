/** Bounds of what live clients may hold. Every one of them has a default. */
export interface SubscriptionLimits {
  /** Open WebSockets and event streams together; more are refused with 503. */
  maxConnections: number;
  /** Operations running at once on one WebSocket. */
  maxOperationsPerSocket: number;
  /** Bytes of one message from a client; a longer one closes the socket with 1009. */
  maxMessageBytes: number;
  /** The same before it is known who the client is; a longer one closes the socket with 4400. */
  maxInitBytes: number;
  /** Bytes waiting for one client. Above it, the next message finds a slow consumer, which is dropped. */
  maxBufferedBytes: number;
  /** Events of one group that wait for their completion; above it the group's subscribers are ended with an error. */
  maxWaitingEvents: number;
  /** Events of one group completed at the same time. */
  concurrentCompletions: number;
  /** From the opened socket to its `connection_init`. */
  connectionInitTimeoutMs: number;
  /** Between two pings (comments on an event stream); a WebSocket that is silent for one whole interval is dead. */
  keepAliveMs: number;
  /** How often the identity behind each open connection is looked at again. */
  identityCheckMs: number;
  /** For one operation, and for the completion of one event. */
  operationTimeoutMs: number;
  /** For the event source to accept a subscription. */
  subscribeTimeoutMs: number;
  /** How long closing waits for running operations, and then for clients to say goodbye. */
  drainTimeoutMs: number;
}

export const DEFAULT_SUBSCRIPTION_LIMITS: SubscriptionLimits = {
  maxConnections: 20_000,
  maxOperationsPerSocket: 100,
  maxMessageBytes: 256 * 1024,
  maxInitBytes: 16 * 1024,
  maxBufferedBytes: 1024 * 1024,
  maxWaitingEvents: 1_000,
  concurrentCompletions: 16,
  connectionInitTimeoutMs: 3_000,
  keepAliveMs: 15_000,
  identityCheckMs: 2_500,
  operationTimeoutMs: 30_000,
  subscribeTimeoutMs: 5_000,
  drainTimeoutMs: 5_000,
};
