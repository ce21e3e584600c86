import { expect, it } from 'vitest';
import { dayRange } from './day-range.ts';

const local = (year: number, month: number, day: number) => new Date(year, month - 1, day).toISOString();

it('[AUTH-6] a range of days takes in both of them whole', () => {
  expect(dayRange('2026-03-28', '2026-03-29')).toEqual({ since: local(2026, 3, 28), until: local(2026, 3, 30) });
  expect(dayRange('2026-12-31', '2026-12-31')).toEqual({ since: local(2026, 12, 31), until: local(2027, 1, 1) });
});

it('[AUTH-6] either end may be open', () => {
  expect(dayRange('', '')).toEqual({});
  expect(dayRange('2026-01-01', '')).toEqual({ since: local(2026, 1, 1) });
  expect(dayRange('', '2026-01-01')).toEqual({ until: local(2026, 1, 2) });
});

it.each(['yesterday', '2026-1-1', '2026-13-01', '2026-02-31', '2026-00-10', '999999-01-01'])(
  '[AUTH-6] %s from the address is no bound',
  (text) => {
    expect(dayRange(text, text)).toEqual({});
  },
);
