import { createHash } from 'node:crypto';
import type pg from 'pg';
import { BusUnavailableError, type BusLogger } from '../events/index.ts';
import { attempt } from '../events/deadline.ts';
import { openPool } from '../events/postgres-connection.ts';
import { PostgresListener } from '../events/postgres-listener.ts';
import { encodeMessage, assertChannel } from './feed-message.ts';
import { FeedQueue } from './feed-queue.ts';
import type { LiveFeed } from './live-feed.ts';
import { MessageAssembly, splitMessage } from './notification-chunks.ts';

const name = 'wissil-feed';
const operationMs = 5_000;
const pingMs = 2_000;
/** Messages that may wait for the connection; a feed may lose messages, a process must not grow. */
const pendingLimit = 10_000;

export interface EmbeddedFeedConfig {
  kind: 'embedded';
  databaseUrl: string;
}

interface Pending {
  channel: string;
  payloads: string[];
  settle: { resolve(): void; reject(error: unknown): void };
}

/**
 * The live feed over NOTIFY: one LISTEN connection for all subscriptions of the process, and one connection that sends, which takes along
 * in one transaction all that was published while the one before was under way.
 */
export class EmbeddedFeed implements LiveFeed {
  readonly #logger: BusLogger;
  readonly #pool: pg.Pool;
  readonly #listener: PostgresListener;
  readonly #queues = new Set<FeedQueue>();
  #pending: Pending[] = [];
  #sending: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor({ databaseUrl }: EmbeddedFeedConfig, { logger }: { logger: BusLogger }) {
    this.#logger = logger;
    this.#pool = openPool({ databaseUrl, name }, { max: 1, logger });
    this.#listener = new PostgresListener({ databaseUrl, name, logger });
  }

  async publish(channel: string, message: unknown): Promise<void> {
    const payloads = splitMessage(encodeMessage(channel, message));
    if (this.#closed) throw new BusUnavailableError('The live feed is closed.');
    if (this.#pending.length >= pendingLimit)
      throw new BusUnavailableError(`The live feed has ${pendingLimit} messages waiting for PostgreSQL; this one is dropped.`);
    await new Promise<void>((resolve, reject) => {
      this.#pending.push({ channel: notificationChannel(channel), payloads, settle: { resolve, reject } });
      this.#sending ??= this.#send();
    });
  }

  async subscribe(
    channel: string,
    { signal, onDropped }: { signal: AbortSignal; onDropped?(count: number): void },
  ): Promise<AsyncIterable<unknown>> {
    assertChannel(channel);
    if (this.#closed) throw new BusUnavailableError('The live feed is closed.');
    const assembly = new MessageAssembly();
    let unlisten = (): void => undefined;
    const end = (): void => queue.end();
    const queue = new FeedQueue({
      onDropped,
      onEnd: () => {
        signal.removeEventListener('abort', end);
        this.#queues.delete(queue);
        unlisten();
      },
    });
    const receive = (payload: string): void => {
      const json = assembly.add(payload);
      if (json !== undefined) queue.push(JSON.parse(json));
    };
    unlisten = await this.#listener.listen(notificationChannel(channel), receive, operationMs);
    this.#queues.add(queue);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    return queue;
  }

  async ping(): Promise<void> {
    await attempt({ ms: pingMs, failure: 'PostgreSQL did not answer the live feed' }, () => this.#pool.query('SELECT 1'));
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      for (const queue of [...this.#queues]) queue.end();
      await this.#sending;
      await this.#listener.close();
      await this.#pool.end();
    })();
    return this.#closed;
  }

  async #send(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#notify(batch);
        for (const { settle } of batch) settle.resolve();
      } catch (error) {
        this.#logger.warn({ err: error, messages: batch.length }, 'the live feed could not send; these messages are lost');
        const failure = new BusUnavailableError('PostgreSQL did not take the live message.', { cause: error });
        for (const { settle } of batch) settle.reject(failure);
      }
    }
    this.#sending = undefined;
  }

  /** One statement is one transaction: the notifications arrive together and in order. */
  async #notify(batch: readonly Pending[]): Promise<void> {
    const channels = batch.flatMap(({ channel, payloads }) => payloads.map(() => channel));
    const payloads = batch.flatMap((pending) => pending.payloads);
    await this.#pool.query({
      name: 'feed-notify',
      // Nothing is stored, so nobody need wait for the disk.
      text: `SELECT set_config('synchronous_commit', 'off', true), (SELECT count(pg_notify(channel, payload)) FROM unnest($1::text[], $2::text[]) AS n(channel, payload))`,
      values: [channels, payloads],
    });
  }
}

/** A name of PostgreSQL has at most 63 bytes; a channel of the feed may have more. */
function notificationChannel(channel: string): string {
  return `feed_${createHash('sha256').update(channel).digest('hex').slice(0, 40)}`;
}
