import { setImmediate as nextTurn } from 'node:timers/promises';
import { startPostgres, startRedis, type TestServer, waitFor } from '@wissil/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BusUnavailableError } from '../events/index.ts';
import { createLogger } from '../logging/index.ts';
import { createLiveFeed, type LiveFeed, type LiveFeedConfig } from './index.ts';

const logger = createLogger({ level: 'silent', name: 'live-feed-test' });

interface Adapter {
  name: string;
  startServer(): Promise<TestServer>;
  configure(url: string): LiveFeedConfig;
}

const adapters: Adapter[] = [
  { name: 'embedded', startServer: () => startPostgres(), configure: (databaseUrl) => ({ kind: 'embedded', databaseUrl }) },
  { name: 'Redis', startServer: () => startRedis(), configure: (url) => ({ kind: 'redis', url }) },
];

async function take(count: number, messages: AsyncIterable<unknown>): Promise<unknown[]> {
  const iterator = messages[Symbol.asyncIterator]();
  const taken: unknown[] = [];
  while (taken.length < count) {
    const { value, done } = await iterator.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

const range = (length: number, from = 0): number[] => Array.from({ length }, (_, at) => from + at);

describe.each(adapters)('the $name feed', ({ startServer, configure }) => {
  let server: TestServer;
  let ending = new AbortController();
  const open: LiveFeed[] = [];
  const openFeed = (): LiveFeed => {
    const feed = createLiveFeed(configure(server.url), { logger });
    open.push(feed);
    return feed;
  };

  beforeAll(async () => {
    server = await startServer();
  });
  afterEach(async () => {
    ending.abort();
    ending = new AbortController();
    await Promise.all(open.splice(0).map((feed) => feed.close()));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('[SHAPE-2] every subscriber of a channel, in every process, gets its messages whole and in order, and those of no other channel', async () => {
    const [here, there] = [openFeed(), openFeed()];
    const { signal } = ending;
    const subscriptions = await Promise.all([here, here, there].map((feed) => feed.subscribe('build:bld_1:log', { signal })));
    const other = await there.subscribe('build:bld_2:log', { signal });
    const long = `${'ünïcöde 😀'.repeat(12_000)}\u0000`;
    const messages = [{ line: 'one' }, 'two', null, 4, long, long, { line: 'one' }, [long.slice(0, 9_000)]];
    await Promise.all(messages.map((message) => here.publish('build:bld_1:log', message)));
    await there.publish('build:bld_2:log', 'other');
    for (const subscription of subscriptions) expect(await take(messages.length, subscription)).toEqual(messages);
    expect(await take(1, other)).toEqual(['other']);
  });

  test('[SHAPE-2] many messages at once arrive in the order of publishing', async () => {
    const feed = openFeed();
    const subscription = await feed.subscribe('order', { signal: ending.signal });
    await Promise.all(range(900).map((n) => feed.publish('order', n)));
    expect(await take(900, subscription)).toEqual(range(900));
  });

  test('[SHAPE-2] a slow reader keeps the newest 1,000 and is told how many it missed', async () => {
    const feed = openFeed();
    const dropped: number[] = [];
    const slow = await feed.subscribe('slow', { signal: ending.signal, onDropped: (count) => void dropped.push(count) });
    const quick = await feed.subscribe('slow', { signal: ending.signal });
    const allSent = Promise.all(range(1_300).map((n) => feed.publish('slow', n)));
    for await (const message of quick) if (message === 1_299) break;
    await allSent;
    expect({ messages: await take(1_000, slow), dropped }).toEqual({ messages: range(1_000, 300), dropped: [300] });
  });

  test('[SHAPE-2] a subscription ends with its signal or its reader, and others of the channel go on', async () => {
    const feed = openFeed();
    const first = new AbortController();
    const aborted = await feed.subscribe('ends', { signal: first.signal });
    const left = await feed.subscribe('ends', { signal: ending.signal });
    const stays = await feed.subscribe('ends', { signal: ending.signal });
    const waiting = take(1, aborted);
    first.abort();
    expect(await waiting).toEqual([]);
    await feed.publish('ends', 1);
    for await (const message of left) {
      expect(message).toBe(1);
      break;
    }
    await feed.publish('ends', 2);
    expect(await take(2, stays)).toEqual([1, 2]);
    expect(await take(1, left)).toEqual([]);
    const late = await feed.subscribe('ends', { signal: AbortSignal.abort() });
    expect(await take(1, late)).toEqual([]);
  });

  test('[TOPO-4] subscriptions go on after the server was killed and came back; publishing without it fails clearly', async () => {
    const feed = openFeed();
    const subscription = await feed.subscribe('again', { signal: ending.signal });
    await feed.publish('again', 'before');
    expect(await take(1, subscription)).toEqual(['before']);
    await server.kill();
    await expect(feed.publish('again', 'lost')).rejects.toThrow(BusUnavailableError);
    await expect(feed.ping()).rejects.toThrow(BusUnavailableError);
    await server.restart();
    const received = take(1, subscription);
    const back = received.then(() => true);
    await waitFor(async () => {
      await feed.publish('again', 'after');
      return Promise.race([back, nextTurn(false)]);
    });
    expect(await received).toEqual(['after']);
    await feed.ping();
  });

  test('[SHAPE-2] what breaks the contract is refused with the reason', async () => {
    const feed = openFeed();
    await expect(feed.publish('a', 'x'.repeat(300_000))).rejects.toThrow(/300002 bytes of JSON, at most 262144 \(256 KiB\)/);
    await expect(feed.publish('a', undefined)).rejects.toThrow(/not JSON: undefined/);
    await expect(feed.publish('a b', 1)).rejects.toThrow(/channel "a b" is not valid/);
    await feed.close();
    await expect(feed.publish('a', 1)).rejects.toThrow(/closed/);
    await expect(feed.subscribe('a', { signal: ending.signal })).rejects.toThrow(/closed/);
  });
});
