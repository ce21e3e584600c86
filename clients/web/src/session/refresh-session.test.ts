import { describe, expect, it } from 'vitest';
import { isRefreshDue } from './refresh-session.ts';

const MINUTE = 60_000;

describe('[AUTH-1] the cookie is renewed', () => {
  it('when the page opens', () => {
    expect(isRefreshDue(true, { last: Number.NEGATIVE_INFINITY, now: 0 })).toBe(true);
  });

  it('every ten minutes, and not sooner however often somebody changes between windows', () => {
    expect(isRefreshDue(true, { last: 0, now: 10 * MINUTE - 1 })).toBe(false);
    expect(isRefreshDue(true, { last: 0, now: 10 * MINUTE })).toBe(true);
  });

  it('not behind other windows, and at once when somebody comes back after longer', () => {
    expect(isRefreshDue(false, { last: 0, now: 60 * MINUTE })).toBe(false);
    expect(isRefreshDue(true, { last: 0, now: 60 * MINUTE })).toBe(true);
  });
});
