import { type Action, TOKEN_SCOPES } from '@wissil/platform/auth';
import { askGraph, type PersonRole, type Supergraph, type TestSession } from '@wissil/testkit';

/** Somebody with a session and with an access token of their own. */
export interface HeldAccess {
  userId: string;
  sessionId: string;
  tokenId: string;
  /** Of requests with the one and with the other. */
  headers: Record<'session' | 'token', Record<string, string>>;
}

/** A new person of the role, signed in, and a token of theirs with those scopes. */
export async function holdAccess(supergraph: Supergraph, role: PersonRole, scopes: readonly Action[] = TOKEN_SCOPES): Promise<HeldAccess> {
  const signedIn = await supergraph.session(role);
  const session = cookieOf(signedIn);
  const { data } = await askGraph<{ createAccessToken: { secret: string; accessToken: { id: string } } }>(
    `${supergraph.url}/graphql`,
    'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { ... on CreatedAccessToken { secret accessToken { id } } } }',
    { variables: { input: { name: 'held by a test', kind: 'TOOL', scopes, expiresInDays: 1 } }, headers: session },
  );
  const { secret, accessToken } = data.createAccessToken;
  const { userId, sessionId } = signedIn;
  return { userId, sessionId, tokenId: accessToken.id, headers: { session, token: { authorization: `Bearer ${secret}` } } };
}

export function cookieOf({ cookie }: TestSession): Record<string, string> {
  return { cookie: `${cookie.name}=${cookie.value}` };
}
