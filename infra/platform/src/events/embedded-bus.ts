import type pg from 'pg';
import { BusUnavailableError, InvalidEventError } from './bus-errors.ts';
import type { BusLogger } from './bus-logger.ts';
import { attempt, retryUntil } from './deadline.ts';
import { encodeEvent } from './domain-event.ts';
import { startEmbeddedConsumer } from './embedded-consumer.ts';
import { EmbeddedLeases } from './embedded-leases.ts';
import { EmbeddedLog } from './embedded-log.ts';
import { busChannel, ensureBusSchema } from './embedded-schema.ts';
import { EmbeddedTail } from './embedded-tail.ts';
import type { ConsumeOptions, DomainEvent, EventBus, Subscription } from './event-bus.ts';
import { isConnectionFailure, openPool } from './postgres-connection.ts';
import { PostgresListener } from './postgres-listener.ts';
import { keptDays, pruneBatch, startRetention } from './retention.ts';
import { assertDurable, assertPattern } from './subject.ts';
import { Wake } from './wake.ts';

const defaultDeadlineMs = 10_000;
const pingMs = 2_000;
const name = 'wissil-bus';

export interface EmbeddedBusConfig {
  kind: 'embedded';
  databaseUrl: string;
  /** How long publish, subscribe and consume try before they reject; default 10,000. */
  deadlineMs?: number;
}

/**
 * The bus over PostgreSQL: a log in the schema `bus`, one LISTEN connection that also holds the leases of the durables, and a pool of four.
 * It connects by itself, in the background, for as long as it is open.
 */
export class EmbeddedBus implements EventBus {
  readonly #logger: BusLogger;
  readonly #deadlineMs: number;
  readonly #pool: pg.Pool;
  readonly #listener: PostgresListener;
  readonly #log: EmbeddedLog;
  readonly #leases: EmbeddedLeases;
  readonly #tail: EmbeddedTail;
  readonly #wakes = new Set<Wake>();
  readonly #subscriptions = new Set<Subscription>();
  readonly #stopRetention: () => Promise<void>;
  #schema: Promise<void> | undefined;
  #listening: Promise<unknown> | undefined;
  #closed: Promise<void> | undefined;

  constructor({ databaseUrl, deadlineMs = defaultDeadlineMs }: EmbeddedBusConfig, { logger }: { logger: BusLogger }) {
    this.#logger = logger;
    this.#deadlineMs = deadlineMs;
    this.#pool = openPool({ databaseUrl, name }, { max: 4, logger });
    this.#listener = new PostgresListener({ databaseUrl, name, logger });
    this.#listener.onConnect(() => this.#wakeAll());
    this.#log = new EmbeddedLog(this.#pool);
    this.#leases = new EmbeddedLeases(this.#listener);
    this.#tail = new EmbeddedTail({ log: this.#log, wake: this.#addWake(), logger });
    const prune = async (): Promise<number> => {
      await this.#ready();
      return this.#log.prune({ days: keptDays, limit: pruneBatch });
    };
    this.#stopRetention = startRetention(prune, { what: 'events of the embedded bus', logger });
  }

  async publish(events: readonly DomainEvent[]): Promise<void> {
    const encoded = events.map(encodeEvent);
    if (encoded.length === 0) return;
    await this.#within('PostgreSQL did not store the events', async () => {
      await this.#ready();
      await this.#log.append(encoded);
    });
  }

  async subscribe(pattern: string, handler: (event: DomainEvent) => void): Promise<Subscription> {
    assertPattern(pattern);
    return this.#within('PostgreSQL did not start the live subscription', async () => {
      await this.#ready();
      await this.#listen();
      return this.#tail.subscribe(pattern, handler);
    });
  }

  async consume(options: ConsumeOptions): Promise<Subscription> {
    assertDurable(options.durable);
    if (options.patterns.length === 0) throw new InvalidEventError(`The durable ${options.durable} names no patterns.`);
    options.patterns.forEach(assertPattern);
    await this.#within('PostgreSQL did not start the consumer', async () => {
      await this.#ready();
      await this.#listen();
      await this.#log.acknowledged(options.durable);
    });
    const wake = this.#addWake();
    const consumer = startEmbeddedConsumer(options, { log: this.#log, leases: this.#leases, wake, logger: this.#logger });
    const subscription: Subscription = {
      stop: async () => {
        this.#subscriptions.delete(subscription);
        await consumer.stop();
        this.#wakes.delete(wake);
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  async ping(): Promise<void> {
    await attempt({ ms: pingMs, failure: 'PostgreSQL did not answer the event bus' }, () => this.#pool.query('SELECT 1'));
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await Promise.all([
        this.#stopRetention(),
        this.#tail.close(),
        ...[...this.#subscriptions].map((subscription) => subscription.stop()),
      ]);
      await this.#listener.close();
      await this.#pool.end();
    })();
    return this.#closed;
  }

  async #within<Result>(failure: string, operation: () => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new BusUnavailableError('The event bus is closed.');
    return retryUntil({ ms: this.#deadlineMs, failure, isRetryable: isConnectionFailure }, operation);
  }

  /** Creates the schema before the first use; a failure is not remembered. */
  #ready(): Promise<void> {
    this.#schema ??= ensureBusSchema(this.#pool).catch((error: unknown) => {
      this.#schema = undefined;
      throw error;
    });
    return this.#schema;
  }

  #listen(): Promise<unknown> {
    this.#listening ??= this.#listener
      .listen(busChannel, () => this.#wakeAll(), this.#deadlineMs)
      .catch((error: unknown) => {
        this.#listening = undefined;
        throw error;
      });
    return this.#listening;
  }

  #addWake(): Wake {
    const wake = new Wake();
    this.#wakes.add(wake);
    return wake;
  }

  #wakeAll(): void {
    for (const wake of this.#wakes) wake.set();
  }
}
