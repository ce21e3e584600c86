import { expect, test } from 'vitest';
import { chooseWindow, healthSpans, share } from './health-spans.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const ms = (minute: number): number => Date.parse(at(minute));

test('[LAND-2] the strip fills the window: unknown before the first event, one span a status, in any order of the events', () => {
  const events = [
    { status: 'UP', at: at(40) },
    { status: 'DOWN', at: at(30) },
    { status: 'UP', at: at(10) },
  ] as const;
  expect(healthSpans(events, ms(0), ms(60))).toEqual([
    { status: 'UNKNOWN', start: ms(0), end: ms(10) },
    { status: 'UP', start: ms(10), end: ms(30) },
    { status: 'DOWN', start: ms(30), end: ms(40) },
    { status: 'UP', start: ms(40), end: ms(60) },
  ]);
});

test('[LAND-2] an event before the window says how the window begins, and a repeated status makes no new span', () => {
  const events = [
    { status: 'UP', at: at(0) },
    { status: 'UP', at: at(30) },
  ] as const;
  expect(healthSpans(events, ms(20), ms(60))).toEqual([{ status: 'UP', start: ms(20), end: ms(60) }]);
});

test('[LAND-2] the share counts the known time alone and never rounds up to 100', () => {
  const spans = healthSpans(
    [
      { status: 'UP', at: at(10) },
      { status: 'DOWN', at: new Date(ms(60) - 1000).toISOString() },
    ],
    ms(0),
    ms(60),
  );
  expect(share(spans, 'UP')).toBe(99.9);
  expect(share(healthSpans([], ms(0), ms(60)), 'UP')).toBe(0);
});

test('[LAND-2] the window is the shortest that reaches the first event, a day at most', () => {
  expect(chooseWindow([{ status: 'UP', at: at(0) }], ms(10)).label).toBe('last 15 minutes');
  expect(chooseWindow([{ status: 'UP', at: at(0) }], ms(59)).label).toBe('last hour');
  expect(chooseWindow([{ status: 'UP', at: at(0) }], ms(60 * 48)).label).toBe('last 24 hours');
});
