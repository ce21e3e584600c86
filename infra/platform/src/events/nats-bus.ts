import { jetstream, JetStreamApiError } from '@nats-io/jetstream';
import { AuthorizationError, PermissionViolationError } from '@nats-io/transport-node';
import { BusUnavailableError, InvalidEventError } from './bus-errors.ts';
import type { BusLogger } from './bus-logger.ts';
import { attempt, retryUntil } from './deadline.ts';
import { encodeEvent, type EncodedEvent } from './domain-event.ts';
import type { ConsumeOptions, DomainEvent, EventBus, Subscription } from './event-bus.ts';
import { deliverLive } from './live-delivery.ts';
import { ensureNatsConsumer, startNatsConsumer } from './nats-consumer.ts';
import { readEnvelope, writeEnvelope } from './nats-envelope.ts';
import { NatsLink } from './nats-link.ts';
import { purgeAcknowledged } from './nats-retention.ts';
import { streamName } from './nats-stream.ts';
import { RecentIds } from './recent-ids.ts';
import { keptDays, startRetention } from './retention.ts';
import { assertDurable, assertPattern } from './subject.ts';

/** Long enough for a cluster to choose a new leader (measured: up to 6.6 s). */
const defaultDeadlineMs = 10_000;
const publishAttemptMs = 2_000;
const pingMs = 2_000;

export interface NatsBusConfig {
  kind: 'nats';
  /** One URL or several with commas between; credentials as `nats://user:password@…` or `nats://token@…`. */
  url: string;
  /** Default 10,000. */
  ackWaitMs?: number;
  /** How long publish (for each event), subscribe and consume try before they reject; default 10,000. */
  deadlineMs?: number;
}

/** The bus over NATS JetStream: one stream, a durable pull consumer for each durable, live subscriptions straight from the subjects. */
export class NatsBus implements EventBus {
  readonly #logger: BusLogger;
  readonly #deadlineMs: number;
  readonly #link: NatsLink;
  readonly #ackWaitMs: number;
  readonly #subscriptions = new Set<Subscription>();
  readonly #stopRetention: () => Promise<void>;
  #closed: Promise<void> | undefined;

  constructor({ url, ackWaitMs = 10_000, deadlineMs = defaultDeadlineMs }: NatsBusConfig, { logger }: { logger: BusLogger }) {
    this.#logger = logger;
    this.#deadlineMs = deadlineMs;
    this.#ackWaitMs = ackWaitMs;
    this.#link = new NatsLink({ url, logger });
    const prune = async (): Promise<number> => {
      const purged = await purgeAcknowledged(await this.#link.manager(), { days: keptDays });
      if (purged > 0) logger.debug({ purged }, 'purged acknowledged events from the stream');
      return 0;
    };
    this.#stopRetention = startRetention(prune, { what: 'events of the NATS stream', logger });
  }

  /** One after the other, so that a retry cannot change their order. */
  async publish(events: readonly DomainEvent[]): Promise<void> {
    for (const event of events.map(encodeEvent))
      await this.#within('NATS JetStream did not store the event', () => this.#publishOne(event));
  }

  async subscribe(pattern: string, handler: (event: DomainEvent) => void): Promise<Subscription> {
    assertPattern(pattern);
    return this.#within('NATS did not start the live subscription', async () => {
      const connection = await this.#link.connection();
      const seen = new RecentIds();
      const live = connection.subscribe(pattern, {
        callback: (error, message) => {
          const event = error ? undefined : readEnvelope(message.string());
          if (event && seen.add(event.id)) deliverLive(event, { handler, pattern, logger: this.#logger });
        },
      });
      try {
        await connection.flush();
      } catch (error) {
        live.unsubscribe();
        throw error;
      }
      return this.#keep(async () => live.unsubscribe());
    });
  }

  async consume(options: ConsumeOptions): Promise<Subscription> {
    assertDurable(options.durable);
    if (options.patterns.length === 0) throw new InvalidEventError(`The durable ${options.durable} names no patterns.`);
    options.patterns.forEach(assertPattern);
    await this.#within('NATS JetStream did not start the consumer', async () =>
      ensureNatsConsumer(await this.#link.manager(), options, this.#ackWaitMs),
    );
    const consumer = startNatsConsumer(options, { link: this.#link, ackWaitMs: this.#ackWaitMs, logger: this.#logger });
    return this.#keep(() => consumer.stop());
  }

  /** Answers for JetStream, not only for the server. */
  async ping(): Promise<void> {
    const ping = async (): Promise<unknown> => (await this.#link.manager()).streams.info(streamName);
    await attempt({ ms: pingMs, failure: 'NATS JetStream did not answer' }, ping);
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      const stopRetention = this.#stopRetention();
      await Promise.all([...this.#subscriptions].map((subscription) => subscription.stop()));
      await this.#link.close();
      await stopRetention;
    })();
    return this.#closed;
  }

  async #publishOne(event: EncodedEvent): Promise<void> {
    const connection = await this.#link.connection();
    await this.#link.manager();
    try {
      const options = { msgID: event.id, timeout: publishAttemptMs, expect: { streamName } };
      await jetstream(connection).publish(event.subject, writeEnvelope(event), options);
    } catch (error) {
      this.#link.doubt();
      throw error;
    }
  }

  #keep(stop: () => Promise<void>): Subscription {
    const subscription: Subscription = {
      stop: async () => {
        this.#subscriptions.delete(subscription);
        await stop();
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  async #within<Result>(failure: string, operation: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new BusUnavailableError('The event bus is closed.');
    return retryUntil({ ms: this.#deadlineMs, failure, isRetryable }, operation);
  }
}

/** Everything but what the server refuses for good: no responders, 'jetstream is not enabled', timeouts and lost connections pass. */
function isRetryable(error: unknown): boolean {
  if (error instanceof AuthorizationError || error instanceof PermissionViolationError || error instanceof InvalidEventError) return false;
  return !(error instanceof JetStreamApiError) || error.status >= 500 || error.status === 404;
}
