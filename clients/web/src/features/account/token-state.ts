import type { AccessTokenPartsFragment } from '../../graphql/generated/graphql.ts';

export interface TokenState {
  state: 'live' | 'expired' | 'revoked';
  /** What happened, or will happen, at `at`. */
  word: 'expires' | 'expired' | 'revoked';
  at: string;
}

/** Whether the token still works, and when that ended or ends. `now`: milliseconds since the epoch. */
export function tokenState({ expiresAt, revokedAt }: Pick<AccessTokenPartsFragment, 'expiresAt' | 'revokedAt'>, now: number): TokenState {
  if (revokedAt !== null) return { state: 'revoked', word: 'revoked', at: revokedAt };
  if (Date.parse(expiresAt) <= now) return { state: 'expired', word: 'expired', at: expiresAt };
  return { state: 'live', word: 'expires', at: expiresAt };
}
