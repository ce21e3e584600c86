import { waitFor } from '@wissil/testkit';
import { expect, it } from 'vitest';
import { regularly } from './regularly.ts';

it('works at once and again, also after a failure, and is stopped when what has begun is done', async () => {
  const told: unknown[] = [];
  let begun = 0;
  const { promise: third, resolve: endThird } = Promise.withResolvers<void>();
  const work = regularly(
    async () => {
      begun += 1;
      if (begun === 1) throw new Error('not yet');
      if (begun === 3) await third;
    },
    { everyMs: 1, onError: (error) => told.push((error as Error).message) },
  );
  expect(begun).toBe(1);
  await waitFor(() => begun === 3);
  let stopped = false;
  const stopping = work.stop().then(() => (stopped = true));
  await Promise.resolve();
  expect(stopped).toBe(false);
  endThird();
  await stopping;
  expect([begun, told]).toEqual([3, ['not yet']]);
});

it('does not begin where it is stopped before its first time', async () => {
  let begun = 0;
  await regularly(async () => void (begun += 1), { everyMs: 1, firstMs: 60_000, onError: () => undefined }).stop();
  expect(begun).toBe(0);
});
