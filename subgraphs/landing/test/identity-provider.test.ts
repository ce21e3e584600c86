import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Enrolled, PASSWORD } from './enrolled-person.ts';
import { authorization, basic, codeIn, openProviderScene, type ProviderScene } from './identity-provider-scene.ts';

/** More than any window of the throttle. */
const MINUTES_MS = 150_000;

let scene: ProviderScene;
let ada: Enrolled;
let client: string;
beforeAll(async () => {
  scene = await openProviderScene();
  ada = await scene.enrolled('ada@example.org');
  client = basic(scene.provider.client);
});
afterAll(() => scene[Symbol.asyncDispose]());

/** The next code of an authenticator, at a time when no guess is remembered. */
const fresh = (person: Enrolled): string => {
  scene.clock.now += MINUTES_MS;
  return scene.codeOf(person.totpSecret);
};
const signedIn = async (person = ada) => {
  const browser = scene.visitor();
  const { code, verifier } = await browser.signIn(person, fresh(person));
  if (code === undefined) throw new Error('the sign-in did not work');
  return { browser, code, verifier };
};

describe('the OpenID provider', () => {
  it('[INT-2] says of who has signed in who they are, and that it was by password and second factor', async () => {
    const { browser, code, verifier } = await signedIn();
    const answer = await browser.exchange(code, verifier, { authorization: client });
    expect(answer.status).toBe(200);
    const { id_token: idToken, access_token: accessToken } = JSON.parse(answer.body);
    const keys = createLocalJWKSet(JSON.parse((await browser.visit('/id/jwks')).body));
    const { payload, protectedHeader } = await jwtVerify(idToken, keys, { issuer: scene.provider.issuer, audience: 'wissil' });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({
      sub: expect.stringMatching(/^acc_/),
      ...{ email: 'ada@example.org', email_verified: true, name: 'ada', nonce: 'a-nonce' },
      ...{ acr: 'urn:nocturna:mfa', amr: ['pwd', 'otp', 'mfa'] },
    });
    expect(accessToken.split('.')).toHaveLength(1);
  });

  it('[INT-2] offers the authorization code flow with S256 alone', async () => {
    const discovered = JSON.parse((await scene.visitor().visit('/id/.well-known/openid-configuration')).body);
    expect(discovered).toMatchObject({
      issuer: scene.provider.issuer,
      ...{ response_types_supported: ['code'], grant_types_supported: ['authorization_code'] },
      ...{ code_challenge_methods_supported: ['S256'], id_token_signing_alg_values_supported: ['ES256'] },
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
    });
    for (const endpoint of [
      'registration',
      'introspection',
      'revocation',
      'userinfo',
      'device_authorization',
      'pushed_authorization_request',
    ]) {
      expect(discovered).not.toHaveProperty(`${endpoint}_endpoint`);
    }
    expect(JSON.parse((await scene.visitor().visit('/id/jwks')).body).keys[0]).not.toHaveProperty('d');
  });

  it('[INT-2] every sign-in asks for everything, asked to or not, whoever used the browser before', async () => {
    const { browser } = await signedIn();
    const { page, answer } = await browser.begin({ prompt: undefined });
    expect([answer.status, page]).toEqual([200, expect.stringContaining('/id/sign-in/')]);
    const silent = await browser.follow(await browser.visit(authorization(scene.url, { prompt: 'none' }).location));
    expect(silent.url).toContain('error=login_required');
    const eve = await scene.enrolled('eve@example.org');
    expect((await browser.signIn(eve, fresh(eve))).code).toBeDefined();
  });

  it('[INT-2] two tabs of one browser sign in one after the other', async () => {
    const browser = scene.visitor();
    const open = async () => {
      const { page } = await browser.begin();
      // Browsers keep these by path, which the visitor does not.
      return { page, cookies: [...browser.cookies].filter(([name]) => name.startsWith('_interaction')) };
    };
    for (const { page, cookies } of [await open(), await open()]) {
      for (const [name, value] of cookies) browser.cookies.set(name, value);
      const code = fresh(ada);
      await browser.password(page, ada);
      const proven = await browser.code(page, code);
      expect(codeIn(await browser.visit(proven.location ?? ''))).toBeDefined();
    }
  });

  it('[INT-2] processes that start at once agree on one key, which nobody reads in the database', async () => {
    await scene.db.providerKey.deleteMany();
    const keysOf = async (provider: ProviderScene['provider']) => {
      const { createServer } = await import('node:http');
      const server = createServer((request, response) => void provider.handle(request, response)).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as { port: number };
      const { keys } = (await (await fetch(`http://127.0.0.1:${port}/id/jwks`)).json()) as { keys: { kid: string }[] };
      server.close();
      return keys.map(({ kid }) => kid);
    };
    const known = await Promise.all([1, 2, 3].map(() => keysOf(scene.another())));
    expect(new Set(known.flat()).size).toBe(1);
    const [row] = await scene.db.providerKey.findMany();
    expect(row?.jwk).not.toContain('"kty"');
    await scene.db.providerKey.deleteMany();
  });
});

describe('the OpenID provider refuses', () => {
  it.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with plain PKCE', { code_challenge_method: 'plain' }],
    ['with PKCE whose method is not said', { code_challenge_method: undefined }],
    ['for tokens', { response_type: 'token' }],
    ['for an ID token', { response_type: 'id_token' }],
    ['for both at once', { response_type: 'code id_token' }],
    ['of another client', { client_id: 'somebody' }],
    ['that lead to another site', { redirect_uri: 'https://evil.example/auth/callback' }],
    ['that lead elsewhere on LANDING', { redirect_uri: 'http://127.0.0.1:1/auth/callback' }],
    ['that are garbage', { code_challenge: '\0\u202e<script>', scope: '\'"><img src=x>' }],
  ])('[INT-2] authorization requests %s', async (_what, changes: Record<string, string | undefined>) => {
    const browser = scene.visitor();
    const answer = await browser.visit(authorization(scene.url, changes).location);
    const target = answer.location === undefined ? undefined : new URL(answer.location, scene.url);
    expect(target === undefined || (target.origin === scene.url && target.pathname === '/auth/callback')).toBe(true);
    expect(target === undefined ? answer.status : Number(target.href.includes('error='))).toBe(target === undefined ? 400 : 1);
    expect(answer.body).not.toContain('<script>');
    expect(codeIn(answer)).toBeUndefined();
  });

  it('[INT-2] a code from whoever is not WISSIL, with another verifier, redirect address or none', async () => {
    const { code, verifier, browser } = await signedIn();
    const other = authorization(scene.url).verifier;
    const { clientId } = scene.provider.client;
    const refused = [
      await browser.exchange(code, verifier, { authorization: basic({ clientId, clientSecret: 'wrong' }) }),
      await browser.exchange(code, verifier, { authorization: basic({ clientId: 'somebody', clientSecret: 'x' }) }),
      await browser.exchange(code, other, { authorization: client }),
      await browser.exchange(code, '', { authorization: client }),
      await browser.exchange(code, verifier, { authorization: client, redirectUri: `${scene.url}/auth/callback/x` }),
      await browser.exchange('made-up', verifier, { authorization: client }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 400, 400, 400, 400]);
    for (const { body } of refused) expect(body).not.toContain('token"');
    expect((await browser.exchange(code, verifier, { authorization: client })).status).toBe(200);
  });

  it('[INT-2] the code of another sign-in, whose verifier is not one’s own', async () => {
    const [mine, theirs] = [await signedIn(), await signedIn()];
    expect((await mine.browser.exchange(theirs.code, mine.verifier, { authorization: client })).status).toBe(400);
  });

  it('[INT-2] a code that was used, also of two who use it at once', async () => {
    const used = await signedIn();
    expect((await used.browser.exchange(used.code, used.verifier, { authorization: client })).status).toBe(200);
    expect((await used.browser.exchange(used.code, used.verifier, { authorization: client })).status).toBe(400);
    const { code, verifier, browser } = await signedIn();
    const both = await Promise.all([1, 2, 3, 4].map(() => browser.exchange(code, verifier, { authorization: client })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400]);
  });

  it('[INT-2] to go on without the second factor, or before the password', async () => {
    scene.clock.now += MINUTES_MS;
    const browser = scene.visitor();
    const { page } = await browser.begin();
    const early = await browser.code(page, scene.codeOf(ada.totpSecret));
    expect([early.status, early.location]).toEqual([401, undefined]);
    expect((await browser.password(page, ada)).status).toBe(303);
    const resumed = await browser.follow(await browser.visit(page.replace('/sign-in/', '/auth/')));
    expect([resumed.status, resumed.url]).toEqual([200, expect.stringContaining('/id/sign-in/')]);
    expect(resumed.body).toContain('current-password');
  });

  it('[INT-2] the sign-in of another browser, and one that has ended', async () => {
    const victim = scene.visitor();
    const { page } = await victim.begin();
    await victim.password(page, ada);
    const thief = scene.visitor();
    expect((await thief.visit(page)).status).toBe(400);
    expect((await thief.code(page, fresh(ada))).status).toBe(400);
    // With a sign-in of one's own, whose cookie is sent along.
    const own = await thief.begin();
    const uid = (address: string) => address.split('/').at(-1) ?? '';
    for (const [name, value] of [...thief.cookies]) thief.cookies.set(name, value.replace(uid(own.page), uid(page)));
    expect((await thief.visit(page)).status).toBe(400);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])(
    '[INT-2] %s where it is not meant to be, and addresses that there are not',
    async (method) => {
      for (const path of [
        '/id/reg',
        '/id/sign-in/',
        '/id/enrol/',
        '/id/account/x',
        '/id/assets/../x',
        '/id/%00',
        '/id/enrol/%2e%2e/x',
        '/id/nothing',
      ]) {
        const { status, headers } = await scene.visitor().visit(path, { method: method as 'POST' });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        expect(headers).not.toHaveProperty('access-control-allow-origin');
      }
    },
  );
});

describe('accounts', () => {
  it('[AUTH-1] a code of the authenticator works once, also of two who enter it at once', async () => {
    const code = fresh(ada);
    const both = await Promise.all([1, 2].map(() => scene.visitor().signIn(ada, code)));
    expect(both.filter(({ code: granted }) => granted !== undefined)).toHaveLength(1);
    // A step that has passed is not good either when a later one was used.
    expect((await scene.visitor('192.0.2.9').signIn(ada, scene.codeOf(ada.totpSecret, -1))).code).toBeUndefined();
  });

  it('[AUTH-1] codes of the step before and after are good, and none beyond', async () => {
    const person = await scene.enrolled('steps@example.org');
    for (const [steps, good] of [
      [-2, false],
      [2, false],
      [-1, true],
      [1, true],
    ] as const) {
      scene.clock.now += MINUTES_MS;
      expect((await scene.visitor().signIn(person, scene.codeOf(person.totpSecret, steps))).code !== undefined).toBe(good);
    }
  });

  it('[AUTH-1] codes of somebody else are none', async () => {
    const other = await scene.enrolled('other@example.org');
    scene.clock.now += MINUTES_MS;
    expect((await scene.visitor().signIn(ada, scene.codeOf(other.totpSecret))).code).toBeUndefined();
    expect((await scene.visitor().signIn(ada, other.recoveryCodes[0] ?? '')).code).toBeUndefined();
    expect((await scene.visitor('192.0.2.7').signIn(other, other.recoveryCodes[0] ?? '')).code).toBeDefined();
  });

  it('[AUTH-1] each of ten recovery codes works once, and is not to be read in the database', async () => {
    const person = await scene.enrolled('paper@example.org');
    expect(new Set(person.recoveryCodes).size).toBe(10);
    const [code = ''] = person.recoveryCodes;
    scene.clock.now += MINUTES_MS;
    const both = await Promise.all([1, 2].map(() => scene.visitor().signIn(person, ` ${code.toUpperCase()} `)));
    expect(both.filter(({ code: granted }) => granted !== undefined)).toHaveLength(1);
    scene.clock.now += MINUTES_MS;
    expect((await scene.visitor().signIn(person, code)).code).toBeUndefined();
    const { rows } = await scene.sql.query('SELECT * FROM recovery_code, account');
    for (const secret of [code, code.replaceAll('-', ''), person.totpSecret, PASSWORD]) expect(JSON.stringify(rows)).not.toContain(secret);
    expect(scene.told).toContainEqual(expect.objectContaining({ operation: 'recovery-code', target: person.email, outcome: 'SUCCEEDED' }));
  });

  it('[AUTH-1] who is disabled does not sign in, not even between password and code; enabled again they do', async () => {
    const person = await scene.enrolled('gone@example.org');
    const browser = scene.visitor();
    const code = fresh(person);
    const { page } = await browser.begin();
    await browser.password(page, person);
    await scene.provider.accounts.setDisabled(person.email, true);
    expect((await browser.code(page, code)).status).toBe(401);
    expect((await browser.signIn(person, code)).last.status).toBe(401);
    await scene.provider.accounts.setDisabled(person.email, false);
    expect((await scene.visitor().signIn(person, fresh(person))).code).toBeDefined();
  });

  it('[AUTH-1] a password that was hashed with other parameters is hashed anew when it is used', async () => {
    const person = await scene.enrolled('old@example.org');
    const { scryptSync } = await import('node:crypto');
    const key = scryptSync(PASSWORD, Buffer.alloc(16, 7), 32, { N: 2 ** 14, r: 8, p: 1 });
    const passwordHash = ['scrypt', 2 ** 14, 8, 1, Buffer.alloc(16, 7).toString('base64url'), key.toString('base64url')].join('$');
    await scene.db.account.update({ where: { email: person.email }, data: { passwordHash } });
    expect((await scene.visitor().signIn(person, fresh(person))).code).toBeDefined();
    const kept = await scene.db.account.findUniqueOrThrow({ where: { email: person.email } });
    expect(kept.passwordHash).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect((await scene.visitor().signIn(person, fresh(person))).code).toBeDefined();
  });

  it('[AUTH-1] an account that there is not takes as long as a wrong password', async () => {
    const { isPassword } = await import('../src/identity-provider/password.ts');
    const { passwordHash } = await scene.db.account.findUniqueOrThrow({ where: { email: ada.email } });
    const timeOf = async (hash: string | null) => {
      const times: number[] = [];
      for (let round = 0; round < 5; round++) {
        const begun = performance.now();
        expect(await isPassword('not the password at all', hash)).toBe(false);
        times.push(performance.now() - begun);
      }
      return Math.min(...times);
    };
    const [known, unknown] = [await timeOf(passwordHash), await timeOf(null)];
    expect(unknown / known).toBeGreaterThan(0.6);
    expect(unknown / known).toBeLessThan(1.6);
  });
});
