import { expect, it } from 'vitest';
import { tokenState } from './token-state.ts';

const expiresAt = '2026-05-01T00:00:00.000Z';
const revokedAt = '2026-04-01T00:00:00.000Z';
const end = Date.parse(expiresAt);

it('[AUTH-3] an access token works until it expires', () => {
  expect(tokenState({ expiresAt, revokedAt: null }, end - 1)).toEqual({ state: 'live', word: 'expires', at: expiresAt });
  expect(tokenState({ expiresAt, revokedAt: null }, end)).toEqual({ state: 'expired', word: 'expired', at: expiresAt });
});

it('[AUTH-3] one that was revoked says when that was, before and after it would have expired', () => {
  const revoked = { state: 'revoked', word: 'revoked', at: revokedAt };
  expect(tokenState({ expiresAt, revokedAt }, end - 1)).toEqual(revoked);
  expect(tokenState({ expiresAt, revokedAt }, end + 1)).toEqual(revoked);
});
