import { describe, expect, test } from 'vitest';
import type { Cache } from './cache.ts';

const POLLING = { interval: 5, timeout: 5_000 };

/** What every adapter of the cache port does. `open` returns an empty cache, which the suite closes. */
export function describeCacheContract(adapter: string, open: () => Promise<Cache>): void {
  const lasting = { ttlSeconds: 60 };
  const withCache = (scenario: (cache: Cache) => Promise<void>) => async () => {
    const cache = await open();
    try {
      await scenario(cache);
    } finally {
      await cache.close();
    }
  };

  describe(`${adapter} cache`, () => {
    test(
      '[FLOW-4] keeps values until they are deleted',
      withCache(async (cache) => {
        await cache.ping();
        expect(await cache.get('token')).toBeUndefined();
        await cache.set('token', 'Grün ✓', lasting);
        await cache.set('empty', '', lasting);
        expect(await cache.get('token')).toBe('Grün ✓');
        expect(await cache.get('empty')).toBe('');
        await cache.set('token', 'rot', lasting);
        expect(await cache.get('token')).toBe('rot');
        await cache.delete('token', 'empty', 'absent');
        await cache.delete();
        expect([await cache.get('token'), await cache.get('empty')]).toEqual([undefined, undefined]);
      }),
    );

    test(
      '[FLOW-4] forgets values when they expire; writing again starts the time anew',
      withCache(async (cache) => {
        await cache.set('short', 'a', { ttlSeconds: 0.02 });
        await cache.set('renewed', 'a', { ttlSeconds: 0.02 });
        await cache.set('renewed', 'b', lasting);
        await expect.poll(() => cache.get('short'), POLLING).toBeUndefined();
        expect(await cache.get('renewed')).toBe('b');
        await expect(cache.set('never', 'a', { ttlSeconds: 0 })).rejects.toThrow('ttlSeconds is 0, but must be greater than 0.');
      }),
    );

    test(
      '[FLOW-4] sets an absent key for exactly one of those who try',
      withCache(async (cache) => {
        const attempts = await Promise.all(['a', 'b', 'c'].map((value) => cache.setIfAbsent('lock', value, { ttlSeconds: 0.05 })));
        expect(attempts.filter(Boolean)).toHaveLength(1);
        await expect.poll(() => cache.setIfAbsent('lock', 'd', lasting), POLLING).toBe(true);
        expect(await cache.get('lock')).toBe('d');
      }),
    );

    test(
      '[FLOW-4] gives a value to exactly one of those who take it',
      withCache(async (cache) => {
        await cache.set('code', 'once', lasting);
        const taken = await Promise.all(['a', 'b', 'c'].map(() => cache.take('code')));
        expect(taken.filter((value) => value !== undefined)).toEqual(['once']);
        expect(await cache.get('code')).toBeUndefined();
      }),
    );

    test(
      '[FLOW-4] counts up without losing one, and forgets the count when the first one expires',
      withCache(async (cache) => {
        const counts = await Promise.all(Array.from({ length: 20 }, () => cache.increment('attempts', lasting)));
        expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
        await cache.increment('short', { ttlSeconds: 0.03 });
        await expect.poll(() => cache.increment('short', lasting), POLLING).toBe(1);
        await cache.set('text', 'abc', lasting);
        await expect(cache.increment('text', lasting)).rejects.toMatchObject({ code: 'CACHE_VALUE_NOT_A_NUMBER' });
      }),
    );

    test(
      '[FLOW-4] takes values of 1 MiB and refuses larger ones',
      withCache(async (cache) => {
        const largest = 'ü'.repeat(524_288);
        await cache.set('largest', largest, lasting);
        expect(await cache.get('largest')).toBe(largest);
        const refusal = { code: 'CACHE_VALUE_TOO_LARGE', message: 'The value of larger has 1048577 bytes; the cache takes 1048576.' };
        await expect(cache.set('larger', `${largest}x`, lasting)).rejects.toMatchObject(refusal);
        await expect(cache.setIfAbsent('larger', `${largest}x`, lasting)).rejects.toMatchObject(refusal);
      }),
    );
  });
}
