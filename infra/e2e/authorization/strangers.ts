import { secretHash } from '@wissil/platform/auth';
import { createPool } from '@wissil/platform/database';
import { askGraph, type Supergraph } from '@wissil/testkit';
import { cookieOf, holdAccess } from '../src/held-access.ts';

/** Somebody without a credential, or with one that was good once, or never was. */
export interface Stranger {
  who: string;
  headers: Record<string, string>;
}

/** What is withdrawn here is withdrawn as administrators do it; only time is helped along. */
export async function strangers(supergraph: Supergraph): Promise<Stranger[]> {
  const administrator = cookieOf(await supergraph.session('ADMIN'));
  const withdraw = async (field: string, id: string) => {
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`;
    const { data } = await askGraph<Record<string, { __typename: string }>>(`${supergraph.url}/graphql`, document, {
      variables: { input: { id } },
      headers: administrator,
    });
    if (!/^(User|AccessToken)$/.test(data[field]?.__typename ?? '')) throw new Error(`${field} was not done: ${JSON.stringify(data)}`);
  };
  const [out, disabled] = await Promise.all([holdAccess(supergraph, 'ADMIN'), holdAccess(supergraph, 'ADMIN')]);
  await withdraw('revokeAccessToken', out.tokenId);
  await withdraw('endUserSessions', out.userId);
  await withdraw('disableUser', disabled.userId);
  return [
    { who: 'nobody', headers: {} },
    { who: 'an expired token', headers: bearer(await expiredToken(supergraph)) },
    { who: 'a revoked token', headers: out.headers.token },
    { who: 'an ended session', headers: out.headers.session },
    { who: 'the session of a disabled user', headers: disabled.headers.session },
    { who: 'the token of a disabled user', headers: disabled.headers.token },
    { who: 'a made-up token', headers: bearer(`wsl_${'A'.repeat(43)}`) },
    { who: 'a made-up session', headers: { cookie: 'wissil=made-up' } },
    { who: 'another scheme', headers: { authorization: 'Basic YWRtaW46YWRtaW4=' } },
  ];
}

async function expiredToken(supergraph: Supergraph): Promise<string> {
  const token = await supergraph.token('ADMIN');
  const pool = createPool(supergraph.databaseUrl, 'landing');
  await pool.query(`UPDATE access_token SET expires_at = now() - interval '1 minute' WHERE secret_hash = $1`, [secretHash(token)]);
  await pool.end();
  return token;
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
