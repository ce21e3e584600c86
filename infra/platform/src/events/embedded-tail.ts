import { backOffMs, pause } from './back-off.ts';
import type { BusLogger } from './bus-logger.ts';
import type { EmbeddedLog, StoredEvent } from './embedded-log.ts';
import type { DomainEvent, Subscription } from './event-bus.ts';
import { deliverLive } from './live-delivery.ts';
import { subjectMatches } from './subject.ts';
import type { Wake } from './wake.ts';

const batchSize = 500;
const sweepMs = 5_000;
const failureBackOff = { firstMs: 50, longestMs: 2_000 };

interface Subscriber {
  pattern: string;
  /** Delivered are the events after this seq; it moves on with each. */
  seen: number;
  handler(event: DomainEvent): void;
}

/** Reads the log from its end for all live subscribers of the process; idle while there are none. */
export class EmbeddedTail {
  readonly #log: EmbeddedLog;
  readonly #wake: Wake;
  readonly #logger: BusLogger;
  readonly #subscribers = new Set<Subscriber>();
  /** Counts new subscribers, so that a read that did not know their patterns yet is done again. */
  #changes = 0;
  #running: Promise<void> | undefined;
  #stopping = new AbortController();

  constructor({ log, wake, logger }: { log: EmbeddedLog; wake: Wake; logger: BusLogger }) {
    this.#log = log;
    this.#wake = wake;
    this.#logger = logger;
  }

  async subscribe(pattern: string, handler: (event: DomainEvent) => void): Promise<Subscription> {
    const subscriber: Subscriber = { pattern, seen: await this.#log.head(), handler };
    this.#subscribers.add(subscriber);
    this.#changes++;
    if (!this.#running) {
      this.#stopping = new AbortController();
      this.#running = this.#run(subscriber.seen, this.#stopping.signal);
    }
    return {
      stop: async () => {
        this.#subscribers.delete(subscriber);
        if (this.#subscribers.size === 0) await this.close();
      },
    };
  }

  async close(): Promise<void> {
    this.#subscribers.clear();
    const running = this.#running;
    this.#running = undefined;
    this.#stopping.abort();
    await running;
  }

  async #run(from: number, signal: AbortSignal): Promise<void> {
    let cursor = from;
    for (let failures = 0; !signal.aborted;) {
      try {
        const changes = this.#changes;
        // A subscriber that comes while the read is under way is not of it: the read may lack events of its pattern.
        const subscribers = [...this.#subscribers];
        const patterns = [...new Set(subscribers.map(({ pattern }) => pattern))];
        const head = await this.#log.head();
        const batch = await this.#log.readAfter(cursor, { patterns, limit: batchSize });
        for (const stored of batch) this.#deliver(stored, subscribers);
        failures = 0;
        if (changes !== this.#changes) continue;
        const last = batch.at(-1)?.seq ?? cursor;
        cursor = batch.length === batchSize ? last : Math.max(last, head);
        if (batch.length === batchSize) continue;
        await this.#wake.wait(sweepMs, signal);
      } catch (error) {
        failures++;
        if (!signal.aborted) this.#logger.warn({ err: error, failures }, 'the live subscriptions cannot reach the log; trying again');
        await pause(backOffMs(failures, failureBackOff), signal);
      }
    }
  }

  #deliver({ seq, event }: StoredEvent, subscribers: readonly Subscriber[]): void {
    for (const subscriber of subscribers) {
      if (seq <= subscriber.seen || !this.#subscribers.has(subscriber)) continue;
      subscriber.seen = seq;
      const { pattern, handler } = subscriber;
      if (subjectMatches(pattern, event.subject)) deliverLive(event, { handler, pattern, logger: this.#logger });
    }
  }
}
