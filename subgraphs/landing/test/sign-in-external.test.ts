import { createPool } from '@wissil/platform/database';
import type { RunningSubgraph } from '@wissil/testkit';
import { exportSPKI, generateKeyPair } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalIssuer, type Proof, startLocalIssuer } from './local-issuer.ts';
import { type Installation, startInstallation, startLanding } from './start-landing.ts';
import { WebVisitor } from './web-visitor.ts';

const PUBLIC = 'https://landing.example.org';
const SESSION = '__Host-wissil';
const MINUTE = 60_000;

let issuer: LocalIssuer;
let installation: Installation;
let landing: RunningSubgraph;
let sql: ReturnType<typeof createPool>;

const settings = () => ({ OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: issuer.clientId, OIDC_CLIENT_SECRET: issuer.clientSecret });
const visitor = (at = landing) => new WebVisitor(PUBLIC, at.url);

beforeAll(async () => {
  issuer = await startLocalIssuer();
  installation = await startInstallation();
  landing = await startLanding(installation, { env: { ...settings(), OIDC_ADMIN_EMAILS: 'Root@example.org, chief@example.org' } });
  sql = createPool(installation.databaseUrl, 'landing');
});
afterAll(async () => {
  await sql.end();
  await landing[Symbol.asyncDispose]();
  await installation[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});
beforeEach(async () => {
  issuer.broken.clear();
  issuer.careless = false;
  await sql.query('DELETE FROM "user"');
  await person('ada@example.org');
});
afterEach(() => void vi.useRealTimers());

async function person(email: string, { role = 'ENGINEER', status = 'INVITED', subject = null as string | null } = {}): Promise<string> {
  const id = `usr_${email.replace(/\W/g, '')}`;
  await sql.query(
    `INSERT INTO "user" (id, email, name, role, status, issuer, subject) VALUES ($1, $2, $2, $3::"Role", $4::"UserStatus", $5, $6)`,
    [id, email, role, status, subject && issuer.url, subject],
  );
  return id;
}

async function users() {
  const { rows } = await sql.query('SELECT email, role, status, subject FROM "user" ORDER BY email');
  return rows as { email: string; role: string; status: string; subject: string | null }[];
}

async function sessionsOpen(): Promise<number> {
  return Number((await sql.query('SELECT count(*) FROM session WHERE ended_at IS NULL')).rows[0].count);
}

describe('signing in at an issuer of one’s own', () => {
  it('[AUTH-1] [INT-2] binds the invited person to who the issuer says that they are, and leads back', async () => {
    const browser = visitor();
    const end = await issuer.signIn(browser, {}, '/auth/sign-in?return=/slate%3Fgroup%3Dcolor');
    expect(end.location).toBe(`${PUBLIC}/slate?group=color`);
    expect(await users()).toEqual([{ email: 'ada@example.org', role: 'ENGINEER', status: 'ACTIVE', subject: 'ada' }]);
    const secret = browser.cookies.get(SESSION) ?? '';
    const [identity] = (await landing.server.authority?.resolve([{ kind: 'session', secret }], 'use')) ?? [];
    expect(identity).toMatchObject({ kind: 'human', email: 'ada@example.org', role: 'ENGINEER' });
    // The issuer may call them otherwise later: who they are is the subject.
    expect((await issuer.signIn(visitor(), { claims: { email: 'ada@married.example', name: 'Ada King' } })).status).toBe(302);
    expect(await users()).toHaveLength(1);
  });

  it('[AUTH-1] asks for PKCE, a state and a nonce that nobody can guess, and is told the address of the callback alone', async () => {
    const asked = await Promise.all([0, 1].map(async () => new URL((await visitor().visit('/auth/sign-in')).location ?? '').searchParams));
    const [first, second] = asked as [URLSearchParams, URLSearchParams];
    expect(Object.fromEntries(first)).toMatchObject({
      response_type: 'code',
      client_id: issuer.clientId,
      redirect_uri: `${PUBLIC}/auth/callback`,
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first.get(name)?.length).toBeGreaterThanOrEqual(40);
      expect(first.get(name)).not.toBe(second.get(name));
    }
  });

  it('[AUTH-4] whom the settings name administers the installation from the first sign-in on, invited as something else or not at all', async () => {
    await person('chief@example.org', { role: 'DESIGNER' });
    await issuer.signIn(visitor(), { claims: { sub: 'root', email: 'root@example.org' } });
    await issuer.signIn(visitor(), { claims: { sub: 'chief', email: 'Chief@example.org' } });
    expect(await users()).toMatchObject([
      { email: 'ada@example.org', role: 'ENGINEER', status: 'INVITED' },
      { email: 'chief@example.org', role: 'ADMIN', status: 'ACTIVE' },
      { email: 'root@example.org', role: 'ADMIN', status: 'ACTIVE' },
    ]);
    await sql.query(`UPDATE "user" SET role = 'ENGINEER' WHERE email = 'chief@example.org'`);
    await issuer.signIn(visitor(), { claims: { sub: 'chief', email: 'chief@example.org' } });
    expect((await users())[1], 'once: afterwards administrators decide').toMatchObject({ role: 'ENGINEER' });
  });

  it('[AUTH-1] signing out leads to the issuer’s own end of a session, and back to WISSIL', async () => {
    const browser = visitor();
    await issuer.signIn(browser);
    const out = await browser.visit('/auth/sign-out', { method: 'POST', headers: { origin: 'https://slate.example.org' } });
    const to = new URL((JSON.parse(out.body) as { redirect: string }).redirect);
    expect([to.origin + to.pathname, to.searchParams.get('post_logout_redirect_uri')]).toEqual([
      `${issuer.url}/sign-out`,
      `${PUBLIC}/signed-out`,
    ]);
    expect(to.searchParams.get('id_token_hint')).toMatch(/^eyJ/);
    const { rows } = await sql.query('SELECT id_token FROM session');
    expect(
      rows.every(({ id_token }) => id_token !== null && !id_token.startsWith('eyJ')),
      'it is kept encrypted',
    ).toBe(true);
  });
});

describe('refuses who comes from the issuer', () => {
  /** Nobody is signed in, and the page says why and leads on. */
  async function refused(proof: Proof, status = 401): Promise<string> {
    const before = await sessionsOpen();
    const browser = visitor();
    const answer = await issuer.signIn(browser, proof);
    expect([answer.status, browser.cookies.has(SESSION), await sessionsOpen()]).toEqual([status, false, before]);
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(answer.body).toContain('href="/auth/sign-in"');
    return answer.body;
  }

  const segment = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forgeries: [string, () => Promise<Proof>][] = [
    ['a signature of another key', async () => ({ key: (await generateKeyPair('RS256')).privateKey })],
    [
      'a signature of a key that the issuer does not have',
      async () => ({ key: (await generateKeyPair('RS256')).privateKey, header: { kid: 'x' } }),
    ],
    ['a signature that was tampered with', async () => ({ idToken: (proper) => proper.replace(/.{8}$/, 'AAAAAAAA') })],
    [
      'a token that was changed after it was signed',
      async () => ({
        idToken: (proper) => {
          const [header, payload = '', signature] = proper.split('.');
          const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
          return [header, segment({ ...claims, sub: 'root', email: 'root@example.org' }), signature].join('.');
        },
      }),
    ],
    [
      'a token that is not signed (alg none)',
      async () => ({ idToken: (proper) => `${segment({ alg: 'none' })}.${proper.split('.')[1]}.` }),
    ],
    [
      'the public key as the key of an HMAC',
      async () => ({ header: { alg: 'HS256' }, key: new TextEncoder().encode(await exportSPKI(issuer.publicKey)) }),
    ],
    [
      'the client’s secret as the key of an HMAC',
      async () => ({ header: { alg: 'HS256' }, key: new TextEncoder().encode(issuer.clientSecret.padEnd(32)) }),
    ],
    ['a token for another client', async () => ({ claims: { aud: 'somebody' } })],
    ['a token for several clients that names another as its party', async () => ({ claims: { aud: [issuer.clientId, 'x'], azp: 'x' } })],
    ['a token of another issuer', async () => ({ claims: { iss: 'https://evil.example' } })],
    ['a token of another attempt (nonce)', async () => ({ claims: { nonce: 'another' } })],
    ['a token of no attempt', async () => ({ claims: { nonce: undefined } })],
    ['a token that has expired', async () => ({ claims: { exp: Math.floor(Date.now() / 1_000) - 60 } })],
    ['a token that never expires', async () => ({ claims: { exp: undefined } })],
    ['a token that names nobody', async () => ({ claims: { sub: undefined } })],
    ['no token', async () => ({ idToken: 'nothing' })],
    ['another state', async () => ({ query: { state: 'another' } })],
    ['no state', async () => ({ query: { state: undefined } })],
    ['the answer of another issuer (mix-up)', async () => ({ query: { iss: 'https://evil.example' } })],
    ['an answer that does not say whose it is', async () => ({ query: { iss: undefined } })],
    ['a code that was not given out', async () => ({ query: { code: 'made-up' } })],
    ['a change of mind', async () => ({ query: { code: undefined, error: 'access_denied' } })],
  ];
  it.each(forgeries)('[AUTH-1] [INT-2] with %s', async (_what, make) => {
    await refused(await make());
    expect(await users()).toMatchObject([{ email: 'ada@example.org', status: 'INVITED', subject: null }]);
  });

  it('[AUTH-1] whom nobody has invited', async () => {
    expect(await refused({ claims: { sub: 'eve', email: 'eve@example.org' } }, 403)).toContain('eve@example.org has no invitation');
    expect(await users()).toHaveLength(1);
  });

  it.each([false, undefined, 'true', 1])('[AUTH-1] whose e-mail address it has not verified (%s)', async (verified) => {
    await refused({ claims: { email_verified: verified } }, 403);
    await refused({ claims: { email: 'root@example.org', email_verified: verified } }, 403);
    expect(await users()).toMatchObject([{ status: 'INVITED', subject: null }]);
  });

  it('[AUTH-1] another account under the address of somebody who is bound already', async () => {
    await issuer.signIn(visitor());
    expect(await refused({ claims: { sub: 'the next ada' } }, 403)).toContain('belongs to another account');
  });

  it('[AUTH-1] who is disabled, also when that happens while they sign in', async () => {
    await issuer.signIn(visitor());
    const callback = await issuer.callbackOf(visitor());
    await sql.query(`UPDATE "user" SET status = 'DISABLED'`);
    expect(callback).toContain('code=');
    expect(await refused({}, 403)).toContain('withdrawn');
    expect(await users()).toMatchObject([{ status: 'DISABLED' }]);
  });

  it('[AUTH-1] of a local user of the installation, which is nobody', async () => {
    await sql.query(
      `INSERT INTO "user" (id, email, name, role, status, local) VALUES ('usr_local', 'local@example.org', 'local', 'ADMIN', 'ACTIVE', true)`,
    );
    await refused({ claims: { sub: 'mallory', email: 'local@example.org' } }, 403);
  });

  it('[AUTH-1] without the second factor that the settings require', async () => {
    await using strict = await startLanding(installation, { env: { ...settings(), OIDC_REQUIRED_ACR: 'urn:example:mfa' } });
    const browser = () => visitor(strict);
    const asked = new URL((await browser().visit('/auth/sign-in')).location ?? '');
    expect(asked.searchParams.get('acr_values')).toBe('urn:example:mfa');
    for (const acr of [undefined, 'urn:example:password', ['urn:example:mfa']]) {
      expect((await issuer.signIn(browser(), { claims: { acr } })).status).toBe(401);
    }
    expect((await issuer.signIn(browser(), { claims: { acr: 'urn:example:mfa' } })).status).toBe(302);
  });

  it('[AUTH-1] in another browser, and a second time', async () => {
    const browser = visitor();
    const callback = await issuer.callbackOf(browser);
    issuer.careless = true;
    expect((await visitor().visit(callback)).status).toBe(401);
    const cookies = new Map(browser.cookies);
    expect((await browser.visit(callback)).status).toBe(302);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.visit(callback)).status).toBe(401);
  });

  it('[AUTH-6] and puts it on the audit record, as it does whom it lets in', async () => {
    await using fresh = await startLanding(installation, { env: settings() });
    await sql.query('DELETE FROM outbox');
    await issuer.signIn(visitor(fresh));
    await issuer.signIn(visitor(fresh), { claims: { sub: 'eve', email: 'eve@example.org' } });
    const { rows } = await sql.query(`SELECT payload::json AS told FROM outbox WHERE subject = 'audit.noted' ORDER BY id`);
    expect(rows.map(({ told }) => told)).toMatchObject([
      { operation: 'sign-in', target: 'ada@example.org', outcome: 'SUCCEEDED', actor: { kind: 'human', name: 'ada@example.org' } },
      { operation: 'sign-in', target: 'eve@example.org', outcome: 'DENIED', code: 'FORBIDDEN', actor: { kind: 'anonymous' } },
    ]);
  });
});

describe('an issuer that fails', () => {
  it('[AUTH-1] [FLOW-2] is said plainly, and the next attempt works', async () => {
    await using fresh = await startLanding(installation, { env: settings() });
    const browser = visitor(fresh);
    issuer.broken.add('discovery');
    const answer = await browser.visit('/auth/sign-in');
    expect([answer.status, answer.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    expect(answer.body).toContain('identity provider does not answer');
    issuer.broken.clear();
    issuer.broken.add('token');
    expect((await issuer.signIn(browser)).status).toBe(503);
    issuer.broken.clear();
    expect((await issuer.signIn(browser)).status).toBe(302);
  });

  it('[AUTH-1] [FLOW-2] refuses nobody while its keys cannot be fetched, for ten minutes or two hours', async () => {
    await using fresh = await startLanding(installation, { env: settings() });
    await issuer.signIn(visitor(fresh));
    issuer.broken.add('jwks').add('discovery');
    for (const minutes of [1, 10, 120]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * MINUTE });
      expect([minutes, (await issuer.signIn(visitor(fresh))).status]).toEqual([minutes, 302]);
      expect([minutes, (await issuer.signIn(visitor(fresh), { key: (await generateKeyPair('RS256')).privateKey })).status]).toEqual([
        minutes,
        401,
      ]);
    }
  });

  it('[AUTH-1] a new key of its is found, and a token with a made-up one fetches none', async () => {
    await using fresh = await startLanding(installation, { env: settings() });
    await issuer.signIn(visitor(fresh));
    const { privateKey } = await generateKeyPair('RS256');
    const before = issuer.fetches.jwks;
    for (let attempt = 0; attempt < 10; attempt++) {
      expect((await issuer.signIn(visitor(fresh), { key: privateKey, header: { kid: `k${attempt}` } })).status).toBe(401);
    }
    expect(issuer.fetches.jwks - before).toBeLessThanOrEqual(1);
    await issuer.rotate();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * MINUTE });
    expect((await issuer.signIn(visitor(fresh))).status).toBe(302);
  });
});
