import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Visit, WebVisitor } from './web-visitor.ts';

/** What the ID token of an attempt says, and how it is made. */
export interface Proof {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: CryptoKey | Uint8Array;
  /** In the place of the token that all of this would make. */
  idToken?: string | ((proper: string) => string);
  /** Of the callback, beside or in the place of what is proper; undefined leaves it out. */
  query?: Record<string, string | undefined>;
}

export interface LocalIssuer extends AsyncDisposable {
  url: string;
  clientId: string;
  clientSecret: string;
  publicKey: CryptoKey;
  /** Which of its addresses answer with HTTP 500 from now on. */
  broken: Set<'discovery' | 'jwks' | 'token'>;
  fetches: { discovery: number; jwks: number };
  /** Whether it gives tokens for one code as often as somebody asks. */
  careless: boolean;
  /** Signs with another key from now on, the only one that it still publishes. */
  rotate(): Promise<void>;
  /** Signs in as somebody, from the first click to the answer of the callback. */
  signIn(visitor: WebVisitor, proof?: Proof, path?: string): Promise<Visit>;
  /** The same up to the address of the callback, which is not visited. */
  callbackOf(visitor: WebVisitor, proof?: Proof, path?: string): Promise<string>;
}

interface Granted {
  challenge: string;
  redirectUri: string;
  idToken: string;
}

/** An OpenID provider on this machine that says whatever a test has it say. Of its client it is as strict as any: PKCE, and each code once, unless told. */
export async function startLocalIssuer(): Promise<LocalIssuer> {
  const codes = new Map<string, Granted>();
  const broken: LocalIssuer['broken'] = new Set();
  const fetches = { discovery: 0, jwks: 0 };
  const [clientId, clientSecret] = ['wissil-test', 'the secret of the client'];
  let kid = 'first';
  let pair = await generateKeyPair('RS256', { extractable: true });
  let jwks: JWK[] = [{ ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256', use: 'sig' }];

  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const part = path === '/.well-known/openid-configuration' ? 'discovery' : path === '/jwks' ? 'jwks' : 'token';
    if (broken.has(part)) return answer(500, { error: 'server_error' });
    if (part === 'discovery') {
      fetches.discovery += 1;
      return answer(200, metadata());
    }
    if (part === 'jwks') {
      fetches.jwks += 1;
      return answer(200, { keys: jwks });
    }
    const idToken = await redeem(request);
    if (idToken === undefined) return answer(400, { error: 'invalid_grant' });
    answer(200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token: idToken });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const metadata = () => ({
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    end_session_endpoint: `${url}/sign-out`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    code_challenge_methods_supported: ['S256'],
    // As careless as some are.
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    authorization_response_iss_parameter_supported: true,
  });

  const redeem = async (request: IncomingMessage): Promise<string | undefined> => {
    const form = new URLSearchParams(await text(request));
    const code = form.get('code') ?? '';
    const granted = codes.get(code);
    if (!issuer.careless) codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const [, basic = ''] = (request.headers.authorization ?? '').split(' ');
    const [id, secret] = Buffer.from(basic, 'base64').toString().split(':').map(formDecoded);
    const proper =
      id === clientId && secret === clientSecret && granted?.challenge === challenge && granted.redirectUri === form.get('redirect_uri');
    return proper ? granted.idToken : undefined;
  };

  const tokenFor = async (nonce: string, { claims = {}, header = {}, key = pair.privateKey, idToken }: Proof): Promise<string> => {
    if (typeof idToken === 'string') return idToken;
    const at = Math.floor(Date.now() / 1_000);
    const person = { sub: 'ada', email: 'ada@example.org', email_verified: true, name: 'Ada Lovelace' };
    const proper = await new SignJWT({ ...person, iss: url, aud: clientId, iat: at, exp: at + 300, nonce, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid, ...header })
      .sign(key);
    return idToken ? idToken(proper) : proper;
  };

  const callbackOf: LocalIssuer['callbackOf'] = async (visitor, proof = {}, path = '/auth/sign-in') => {
    const begun = await visitor.visit(path);
    if (begun.location === undefined) throw new Error(`the sign-in did not begin: ${begun.status} ${begun.body}`);
    const asked = new URL(begun.location).searchParams;
    const code = randomUUID();
    const [state = '', nonce = '', challenge = '', redirectUri = ''] = ['state', 'nonce', 'code_challenge', 'redirect_uri'].map(
      (name) => asked.get(name) ?? '',
    );
    codes.set(code, { challenge, redirectUri, idToken: await tokenFor(nonce, proof) });
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ code, state, iss: url, ...proof.query })) if (value !== undefined) query.set(name, value);
    return `/auth/callback?${query}`;
  };

  const issuer: LocalIssuer = {
    url,
    clientId,
    clientSecret,
    get publicKey() {
      return pair.publicKey;
    },
    broken,
    fetches,
    careless: false,
    async rotate() {
      pair = await generateKeyPair('RS256', { extractable: true });
      kid = randomUUID();
      jwks = [{ ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256', use: 'sig' }];
    },
    callbackOf,
    signIn: async (visitor, proof, path) => visitor.visit(await callbackOf(visitor, proof, path)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return issuer;
}

/** RFC 6749 §2.3.1 */
function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
