/** A fact of the domain. `id` makes it the same event however often it arrives. */
export interface DomainEvent<Payload = unknown> {
  /** UUID. */
  id: string;
  /** Dot-separated tokens of `[A-Za-z0-9_-]+`: `tokens.updated`, `deployment.staging.completed`. */
  subject: string;
  /** The subgraph that published it. */
  source: string;
  /** ISO 8601. */
  occurredAt: string;
  payload: Payload;
}

/**
 * The bus port for domain events. The embedded adapter keeps its log in PostgreSQL, the real one in NATS JetStream;
 * both pass one contract test suite. Subject patterns follow NATS: `*` is one token, a last `>` is one or more.
 */
export interface EventBus {
  /** Resolves once every event is stored durably. The same id published again is stored once. */
  publish(events: readonly DomainEvent[]): Promise<void>;
  /** Live delivery from now on, at most once, to every subscriber. A handler that throws is logged and loses that event only. */
  subscribe(pattern: string, handler: (event: DomainEvent) => void): Promise<Subscription>;
  /**
   * Durable delivery, at least once and in order, starting with the oldest event kept when `durable` is first seen, and from the last
   * acknowledged one afterwards. Instances with one `durable` share the work. A handler that rejects gets the event again, with back-off.
   */
  consume(options: ConsumeOptions): Promise<Subscription>;
  /** Rejects when the bus cannot be reached within its deadline. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface ConsumeOptions {
  /** `[A-Za-z0-9_-]+`, unique in the installation: `waypoint-registry`. */
  durable: string;
  patterns: readonly string[];
  handler(event: DomainEvent): Promise<void>;
}

export interface Subscription {
  /** Resolves when no handler of it runs any more. */
  stop(): Promise<void>;
}
