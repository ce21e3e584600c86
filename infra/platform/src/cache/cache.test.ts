import { sharedRedis, startFaultProxy, startRedis, startRedisSentinel, waitFor } from '@wissil/testkit';
import { expect, test } from 'vitest';
import { remote } from '../config/index.ts';
import { describeCacheContract } from './cache-contract.ts';
import { createEmbeddedCache } from './embedded-cache.ts';
import { connectRedis, createCache, readThrough, redisOptions, type Cache } from './index.ts';

const ENTRY = { key: 'tokens', ttlSeconds: 60 };

describeCacheContract('embedded', async () => createCache({ redis: { kind: 'embedded' } }));
describeCacheContract('Redis', async () => {
  const { url, prefix } = await sharedRedis();
  return createCache({ redis: remote('redis', url), keyPrefix: prefix });
});

/** A load that counts its calls and gives a new value each time. */
function countingLoad() {
  let calls = 0;
  return Object.assign(async () => ({ call: (calls += 1) }), { calls: () => calls });
}

test('[FLOW-4] the embedded cache stays within its bytes and drops what was used least recently', async () => {
  const cache = createEmbeddedCache({ mostBytes: 100_000 });
  for (let index = 0; index < 100; index += 1) {
    await cache.set(`key${index}`, 'x'.repeat(1_000), { ttlSeconds: 60 });
    await cache.get('key0');
  }
  const kept = await Promise.all(Array.from({ length: 100 }, (_, index) => cache.get(`key${index}`)));
  const bytes = kept.reduce((sum, value) => sum + (value?.length ?? 0) * 2, 0);
  expect(bytes).toBeLessThan(100_000);
  expect(bytes).toBeGreaterThan(80_000);
  expect([kept[0] !== undefined, kept[1] === undefined, kept[99] !== undefined]).toEqual([true, true, true]);
});

test('[FLOW-1] a read fills the cache, later reads and other processes find it, deleting the key invalidates', async () => {
  const { url, prefix } = await sharedRedis();
  const [one, other] = [1, 2].map(() => createCache({ redis: remote('redis', url), keyPrefix: prefix })) as [Cache, Cache];
  const load = countingLoad();
  expect(await readThrough(one, ENTRY, load)).toEqual({ call: 1 });
  expect(await readThrough(other, ENTRY, load)).toEqual({ call: 1 });
  await other.delete(ENTRY.key);
  expect(await readThrough(one, ENTRY, load)).toEqual({ call: 2 });
  await Promise.all([one.close(), other.close()]);
});

test('[FLOW-1] a load that began before an invalidation does not bring the old value back', async () => {
  const cache = createEmbeddedCache();
  const slow = Promise.withResolvers<string>();
  const early = readThrough(cache, ENTRY, () => slow.promise);
  await waitFor(() => cache.get(ENTRY.key));
  await cache.delete(ENTRY.key);
  expect(await readThrough(cache, ENTRY, async () => 'new')).toBe('new');
  slow.resolve('old');
  expect(await early).toBe('old');
  expect(await readThrough(cache, ENTRY, async () => 'unused')).toBe('new');
});

test('[FLOW-1] a hundred reads of one key at once load it once; a failed load is not kept', async () => {
  const cache = createEmbeddedCache();
  const load = countingLoad();
  const values = await Promise.all(Array.from({ length: 100 }, () => readThrough(cache, ENTRY, load)));
  expect(values).toEqual(values.map(() => ({ call: 1 })));
  expect(new Set(values).size).toBe(100);

  await cache.delete(ENTRY.key);
  await expect(readThrough(cache, ENTRY, () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
  expect(await readThrough(cache, ENTRY, load)).toEqual({ call: 2 });
});

test('[FLOW-1] a value looks the same when it is loaded and when it is found', async () => {
  const cache = createEmbeddedCache();
  const load = async () => ({ at: new Date(0), absent: undefined as string | undefined });
  const loaded = await readThrough(cache, ENTRY, load);
  expect(loaded).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  expect(await readThrough(cache, ENTRY, load)).toEqual(loaded);
});

test('[FLOW-4] reads answer while Redis is down, at once, and use it again when it is back', async () => {
  await using server = await startRedis();
  const cache = createCache({ redis: remote('redis', server.url) });
  const load = countingLoad();
  expect(await readThrough(cache, ENTRY, load)).toEqual({ call: 1 });
  await server.kill();
  await waitFor(async () =>
    cache.ping().then(
      () => false,
      (error: { code: string }) => error.code === 'CACHE_UNAVAILABLE',
    ),
  );
  const before = performance.now();
  for (const call of [2, 3, 4]) expect(await readThrough(cache, ENTRY, load)).toEqual({ call });
  expect(performance.now() - before).toBeLessThan(250);
  await server.restart();
  await waitFor(() => cache.ping().then(() => true));
  expect(await readThrough(cache, ENTRY, load)).toEqual({ call: 1 });
  await cache.close();
});

test('[FLOW-4] a Redis that hangs costs a read less than a second, and later reads next to nothing', async () => {
  const { url, prefix } = await sharedRedis();
  await using proxy = await startFaultProxy({ target: url });
  const cache = createCache({ redis: remote('redis', proxy.url), keyPrefix: prefix });
  const load = countingLoad();
  await readThrough(cache, ENTRY, load);
  await proxy.set({ kind: 'blackhole' });
  const timed = async () => {
    const before = performance.now();
    await readThrough(cache, ENTRY, load);
    return performance.now() - before;
  };
  expect(await timed()).toBeLessThan(1_000);
  expect(await timed()).toBeLessThan(100);
  await proxy.set({ kind: 'pass' });
  proxy.cut();
  await waitFor(() => cache.ping().then(() => true), { timeout: 10_000 });
  expect(await readThrough(cache, ENTRY, load)).toEqual({ call: 1 });
  await cache.close();
});

test('[FLOW-4] a Redis that is not there at the start is used once it is', async () => {
  await using server = await startRedis();
  await server.kill();
  const cache = createCache({ redis: remote('redis', server.url) });
  await expect(cache.ping()).rejects.toThrow('Redis does not answer: start it, or correct REDIS_URL.');
  await server.restart();
  await waitFor(() => cache.ping().then(() => true));
  await cache.close();
});

test('[FLOW-4] follows Sentinel to the replica when the master dies', { timeout: 40_000 }, async () => {
  await using master = await startRedis();
  await using replica = await startRedis({ replicaOf: master });
  await using sentinel = await startRedisSentinel({ master });
  const direct = connectRedis(replica.url);
  const watcher = connectRedis(`redis://127.0.0.1:${sentinel.port}`, { commandTimeout: 5_000 });
  await waitFor(async () => (await direct.info('replication')).includes('master_link_status:up'), { timeout: 15_000 });
  await waitFor(async () => ((await watcher.call('SENTINEL', 'replicas', 'mymaster')) as unknown[]).length === 1, { timeout: 15_000 });

  const cache = createCache({ redis: remote('redis', sentinel.url) });
  await cache.set('kept', 'yes', { ttlSeconds: 60 });
  await waitFor(() => direct.get('wissil:kept'));
  await master.kill();
  await waitFor(async () => (await cache.set('after', 'yes', { ttlSeconds: 60 }), true), { timeout: 20_000, what: 'a fail-over' });
  expect([await cache.get('kept'), await direct.get('wissil:after')]).toEqual(['yes', 'yes']);
  await cache.close();
  direct.disconnect();
  watcher.disconnect();
});

test('[FLOW-4] Redis addresses, with and without Sentinel', () => {
  expect(redisOptions('rediss://user:p%40ss@cache.lan:6380/2')).toEqual({
    host: 'cache.lan',
    port: 6380,
    db: 2,
    username: 'user',
    password: 'p@ss',
    tls: {},
  });
  expect(redisOptions('redis+sentinel://:secret@192.168.86.27:26379,192.168.86.28/mymaster/1')).toEqual({
    sentinels: [
      { host: '192.168.86.27', port: 26379 },
      { host: '192.168.86.28', port: 26379 },
    ],
    name: 'mymaster',
    role: 'master',
    db: 1,
    failoverDetector: true,
    password: 'secret',
  });
  expect(() => redisOptions('redis+sentinel://:secret@host:26379')).toThrow(
    'does not have the form redis+sentinel://host:26379,host2:26379/mymaster.',
  );
});
