import { setTimeout as delay } from 'node:timers/promises';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { Redis, type RedisOptions } from 'ioredis';
import { BusUnavailableError, type BusLogger } from '../events/index.ts';
import { attempt } from '../events/deadline.ts';
import { assertChannel, encodeMessage } from './feed-message.ts';
import { FeedQueue } from './feed-queue.ts';
import type { LiveFeed } from './live-feed.ts';

const operationMs = 5_000;
const pingMs = 2_000;
const subscribeAgainMs = 1_000;
/** Channels of the feed begin with it, so that they meet no other use of the same Redis. */
const channelPrefix = 'wissil:feed:';

export interface RedisFeedConfig {
  kind: 'redis';
  url: string;
}

/** The live feed over Redis pub/sub, through graphql-redis-subscriptions, with one connection that publishes and one that subscribes. */
export class RedisFeed implements LiveFeed {
  readonly #logger: BusLogger;
  readonly #publisher: Redis;
  readonly #subscriber: SubscribingRedis;
  readonly #pubSub: RedisPubSub;
  readonly #queues = new Set<FeedQueue>();
  #closed: Promise<void> | undefined;

  constructor({ url }: RedisFeedConfig, { logger }: { logger: BusLogger }) {
    this.#logger = logger;
    const retryStrategy = (times: number): number => Math.min(25 * 2 ** Math.min(times, 10), 1_000);
    const options: RedisOptions = {
      retryStrategy,
      maxRetriesPerRequest: null,
      connectTimeout: 5_000,
      keepAlive: 10_000,
      connectionName: 'wissil-feed',
    };
    // A message is not worth waiting for a connection: it is lost, and its publisher is told.
    this.#publisher = this.#watch(new Redis(url, { ...options, maxRetriesPerRequest: 0, commandTimeout: operationMs }));
    this.#subscriber = this.#watch(new SubscribingRedis(url, options));
    this.#pubSub = new RedisPubSub({
      publisher: this.#publisher,
      subscriber: this.#subscriber,
      serializer: (json: string) => json,
    });
  }

  async publish(channel: string, message: unknown): Promise<void> {
    const json = encodeMessage(channel, message);
    await this.#within('Redis did not take the live message', () => this.#pubSub.publish(channelPrefix + channel, json));
  }

  async subscribe(
    channel: string,
    { signal, onDropped }: { signal: AbortSignal; onDropped?(count: number): void },
  ): Promise<AsyncIterable<unknown>> {
    assertChannel(channel);
    this.#assertOpen();
    let id: number | undefined;
    const end = (): void => queue.end();
    const queue = new FeedQueue({
      onDropped,
      onEnd: () => {
        signal.removeEventListener('abort', end);
        this.#queues.delete(queue);
        // The library loses count of a subscription that ends before it is made.
        if (id !== undefined) this.#pubSub.unsubscribe(id);
      },
    });
    const subscribed = this.#pubSub.subscribe(channelPrefix + channel, (message: unknown) => queue.push(message));
    const abandoned = new AbortController();
    subscribed.then(
      (made) => (abandoned.signal.aborted ? this.#pubSub.unsubscribe(made) : undefined),
      () => undefined,
    );
    try {
      id = await this.#within('Redis did not start the live subscription', () => subscribed);
    } catch (error) {
      abandoned.abort();
      throw error;
    }
    this.#queues.add(queue);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    return queue;
  }

  async ping(): Promise<void> {
    await attempt({ ms: pingMs, failure: 'Redis did not answer the live feed' }, () => this.#publisher.ping());
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      for (const queue of [...this.#queues]) queue.end();
      this.#publisher.disconnect();
      this.#subscriber.disconnect();
      await Promise.resolve();
    })();
    return this.#closed;
  }

  async #within<Result>(failure: string, operation: () => Promise<Result>): Promise<Result> {
    this.#assertOpen();
    return attempt({ ms: operationMs, failure }, operation);
  }

  #assertOpen(): void {
    if (this.#closed) throw new BusUnavailableError('The live feed is closed.');
  }

  #watch<Client extends Redis>(client: Client): Client {
    return client.on('error', (error: Error) => this.#logger.warn({ err: error }, 'the live feed lost its Redis connection; reconnecting'));
  }
}

type Done = (error: null, count: unknown) => void;

/**
 * RedisPubSub looks neither at what becomes of its UNSUBSCRIBE nor, where several wait for it, at a SUBSCRIBE that fails: either would end
 * the process. So its SUBSCRIBE is tried again until it succeeds or the client is closed, and UNSUBSCRIBE never fails.
 */
class SubscribingRedis extends Redis {
  /** ioredis itself, after a reconnect, gives all channels and no callback. */
  override subscribe = ((channels: string | string[], done: Done = () => undefined) =>
    this.#subscribe([channels].flat(), done)) as unknown as Redis['subscribe'];
  override unsubscribe = ((channel: string) => super.call('unsubscribe', channel).catch(() => undefined)) as Redis['unsubscribe'];
  override punsubscribe = ((pattern: string) => super.call('punsubscribe', pattern).catch(() => undefined)) as Redis['punsubscribe'];

  async #subscribe(channels: string[], done: Done): Promise<void> {
    while (this.status !== 'end') {
      const count = await super.call('subscribe', ...channels).catch((error: Error) => void this.emit('error', error));
      if (count !== undefined) return done(null, count);
      await delay(subscribeAgainMs);
    }
  }
}
