import type { Credential, Identity, IdentityAuthority } from '@wissil/platform/auth';

/** Who is behind secrets of one kind, in their order. */
export interface SecretResolver {
  resolve(secrets: readonly string[], use: 'use' | 'watch'): Promise<readonly (Identity | undefined)[]>;
}

/** Sessions and access tokens, each asked once for all of a question. */
export function identityAuthority(resolvers: Readonly<Record<Credential['kind'], SecretResolver>>): IdentityAuthority {
  return {
    async resolve(credentials, use) {
      const secretsOf = (kind: Credential['kind']) => credentials.filter((each) => each.kind === kind).map(({ secret }) => secret);
      const [sessions, tokens] = await Promise.all([
        resolvers.session.resolve(secretsOf('session'), use),
        resolvers.token.resolve(secretsOf('token'), use),
      ]);
      const next = { session: sessions.values(), token: tokens.values() };
      return credentials.map(({ kind }) => next[kind].next().value);
    },
  };
}
