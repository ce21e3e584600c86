import type { Identity } from './caller.ts';
import type { Credential } from './credential.ts';

/** Who knows the credentials: LANDING, in this process or elsewhere. */
export interface IdentityAuthority {
  /**
   * Who is behind each credential, in their order; undefined where it is unknown, expired, revoked, or its owner is disabled.
   * Rejects when it cannot be found out.
   * @param use `use`: somebody makes a request, which keeps an idle session alive; `watch`: an open connection is looked at again
   */
  resolve(credentials: readonly Credential[], use: 'use' | 'watch'): Promise<readonly (Identity | undefined)[]>;
}
