import { expect, it } from 'vitest';
import { percentile, timesOf } from './percentile.ts';

it('takes the nearest rank, whatever the order of the runs', () => {
  const hundred = Array.from({ length: 100 }, (_value, index) => 100 - index);
  expect(timesOf(hundred)).toEqual({ runs: 100, p50: 50, p95: 95, p99: 99 });
  expect(timesOf([30, 10, 20])).toEqual({ runs: 3, p50: 20, p95: 30, p99: 30 });
});

it('of one run is that run, and of none is no number', () => {
  expect(percentile([7], 0.01)).toBe(7);
  expect(percentile([7], 1)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});
