import { createPool } from '@wissil/platform/database';
import { type RunningSubgraph, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginSignIn, codeOf, enrol, type Enrolled, PASSWORD, signIn } from './enrolled-person.ts';
import { type Installation, startInstallation, startLanding } from './start-landing.ts';
import { WebVisitor } from './web-visitor.ts';

const PUBLIC = 'https://landing.example.org';
const SESSION = '__Host-wissil';

describe('signing in at the embedded identity provider', () => {
  let installation: Installation;
  let landing: RunningSubgraph;
  let sql: ReturnType<typeof createPool>;
  let ada: Enrolled;
  const visitor = () => new WebVisitor(PUBLIC, landing.url);
  const identityOf = async (given: WebVisitor) => {
    const [identity] =
      (await landing.server.authority?.resolve([{ kind: 'session', secret: given.cookies.get(SESSION) ?? '' }], 'use')) ?? [];
    return identity;
  };
  const sessions = async () => Number((await sql.query('SELECT count(*) FROM session WHERE ended_at IS NULL')).rows[0].count);
  /** Codes are good once: tests that need several take recovery codes. */
  const spare = () => ada.recoveryCodes.pop() as string;
  /** Attempts of other tests do not count. */
  const forgetAttempts = async () => {
    const quarter = Math.floor(Date.now() / 15_000);
    const { createHash } = await import('node:crypto');
    const account = createHash('sha256').update('ada@example.org').digest('base64url');
    for (let at = quarter - 5; at <= quarter; at++) {
      await landing.cache.delete(
        `guess:address:127.0.0.1:${at}`,
        `guess:pair:${account}:127.0.0.1:${at}`,
        `guess:account:${account}:${at}`,
      );
    }
  };

  beforeAll(async () => {
    installation = await startInstallation();
    landing = await startLanding(installation);
    sql = createPool(installation.databaseUrl, 'landing');
    const [announcement = ''] = (await landing.server.announcements?.()) ?? [];
    const link = announcement.replace('Create the administrator: ', '');
    ada = await enrol(visitor(), link, { email: 'Ada@Example.org', name: 'Ada Lovelace' });
    ada.email = 'ada@example.org';
    expect((await visitor().visit(new URL(link).pathname)).status).toBe(404);
    expect(await landing.server.announcements?.()).toEqual([]);
  });
  afterAll(async () => {
    await sql.end();
    await landing[Symbol.asyncDispose]();
    await installation[Symbol.asyncDispose]();
  });

  it('[AUTH-1] password, then code, then back to where one was, with a session that scripts cannot read', async () => {
    await forgetAttempts();
    const browser = visitor();
    const end = await signIn(browser, ada, { query: '?return=/slate%3Fgroup%3Dcolor' });
    expect(end.location).toBe(`${PUBLIC}/slate?group=color`);
    const cookie = [end.headers['set-cookie']].flat().find((each) => each?.startsWith(`${SESSION}=`));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    expect(await identityOf(browser)).toMatchObject({ kind: 'human', name: 'Ada Lovelace', email: 'ada@example.org', role: 'ADMIN' });
    expect((await sql.query('SELECT secret_hash FROM session')).rows.map((row) => row.secret_hash)).not.toContain(
      browser.cookies.get(SESSION),
    );
  });

  it('[AUTH-1] a code of the second factor works once, a recovery code too', async () => {
    await forgetAttempts();
    const again = await signIn(visitor(), ada, { code: codeOf(ada.totpSecret) });
    expect([again.status, again.location]).toEqual([401, undefined]);
    const code = spare();
    expect((await signIn(visitor(), ada, { code })).location).toBe(`${PUBLIC}/`);
    await forgetAttempts();
    expect((await signIn(visitor(), ada, { code })).status).toBe(401);
  });

  it('[AUTH-1] signing in again is another session, and the one before ends', async () => {
    await forgetAttempts();
    const browser = visitor();
    await signIn(browser, ada, { code: spare() });
    const first = browser.cookies.get(SESSION) as string;
    const open = await sessions();
    await forgetAttempts();
    await signIn(browser, ada, { code: spare() });
    expect(browser.cookies.get(SESSION)).not.toBe(first);
    expect(await sessions()).toBe(open);
    expect(await landing.server.authority?.resolve([{ kind: 'session', secret: first }], 'use')).toEqual([undefined]);
  });

  it('[AUTH-1] a session that an attacker has planted is not the one that one gets', async () => {
    await forgetAttempts();
    const browser = visitor();
    browser.cookies.set(SESSION, 'planted');
    await signIn(browser, ada, { code: spare() });
    expect(browser.cookies.get(SESSION)).toMatch(/^ses_\w+\.[\w-]{43}$/);
    expect(await landing.server.authority?.resolve([{ kind: 'session', secret: 'planted' }], 'use')).toEqual([undefined]);
  });

  it('[AUTH-1] signing out ends the session at once, for a page of our own alone', async () => {
    await forgetAttempts();
    const browser = visitor();
    await signIn(browser, ada, { code: spare() });
    const evil = await browser.visit('/auth/sign-out', { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect(evil.status).toBe(400);
    expect(await identityOf(browser)).toBeDefined();
    const secret = browser.cookies.get(SESSION) as string;
    const out = await browser.visit('/auth/sign-out', { method: 'POST', headers: { origin: PUBLIC } });
    expect(JSON.parse(out.body)).toEqual({ redirect: '/signed-out' });
    expect(browser.cookies.has(SESSION)).toBe(false);
    expect(await landing.server.authority?.resolve([{ kind: 'session', secret }], 'use')).toEqual([undefined]);
  });

  describe('refuses', () => {
    const nothingGranted = async (attempt: () => Promise<unknown>) => {
      await forgetAttempts();
      const before = await sessions();
      await attempt();
      expect(await sessions()).toBe(before);
    };

    it('[AUTH-1] the callback in another browser, and a second time', async () => {
      await forgetAttempts();
      const browser = visitor();
      const page = await beginSignIn(browser);
      await browser.visit(page.url, { form: { step: 'password', email: ada.email, password: PASSWORD } });
      const back = await browser.visit(page.url, { form: { step: 'code', code: spare() } });
      const resumed = await browser.visit(new URL(back.location as string, PUBLIC).href);
      const callback = resumed.location as string;
      expect(callback).toContain('/auth/callback?code=');
      await nothingGranted(async () => expect((await visitor().visit(callback)).status).toBe(401));
      const cookies = new Map(browser.cookies);
      expect((await browser.visit(callback)).location).toBe(`${PUBLIC}/`);
      for (const [name, value] of cookies) browser.cookies.set(name, value);
      await nothingGranted(async () => expect((await browser.visit(callback)).status).toBe(401));
    });

    it('[AUTH-1] a callback with another state, without a code, or with another’s code', async () => {
      await nothingGranted(async () => {
        for (const query of [
          '',
          '?code=x',
          '?code=x&state=y',
          `?code=x&state=y&iss=${encodeURIComponent('https://evil.example')}`,
          '?error=access_denied',
        ]) {
          const browser = visitor();
          await beginSignIn(browser);
          expect([query, (await browser.visit(`/auth/callback${query}`)).status]).toEqual([query, 401]);
        }
      });
    });

    it('[AUTH-1] a code before the password', async () => {
      await nothingGranted(async () => {
        const browser = visitor();
        const page = await beginSignIn(browser);
        const answer = await browser.visit(page.url, { form: { step: 'code', code: spare() } });
        expect([answer.status, answer.location]).toEqual([401, undefined]);
      });
    });

    it('[AUTH-1] the sign-in that another browser has begun', async () => {
      await nothingGranted(async () => {
        const page = await beginSignIn(visitor());
        const other = visitor();
        expect((await other.visit(page.url, { form: { step: 'password', email: ada.email, password: PASSWORD } })).status).toBe(400);
      });
    });

    it('[AUTH-1] forms that pages of another origin send', async () => {
      await nothingGranted(async () => {
        const browser = visitor();
        const page = await beginSignIn(browser);
        const form = { step: 'password', email: ada.email, password: PASSWORD };
        for (const origin of ['https://evil.example', 'null', 'https://slate.example.org', 'http://landing.example.org']) {
          expect((await browser.visit(page.url, { form, headers: { origin } })).status).toBe(400);
        }
      });
    });

    it('[AUTH-1] bodies that are too large, and ones that are no form', async () => {
      await nothingGranted(async () => {
        const browser = visitor();
        const page = await beginSignIn(browser);
        const headers = { origin: PUBLIC, 'content-type': 'application/x-www-form-urlencoded' };
        expect((await browser.visit(page.url, { method: 'POST', body: `password=${'x'.repeat(20_000)}`, headers })).status).toBe(413);
        expect(
          (await browser.visit(page.url, { method: 'POST', body: '{}', headers: { ...headers, 'content-type': 'application/json' } }))
            .status,
        ).toBe(415);
      });
    });

    it.each([
      ['no PKCE', (url: URL) => url.searchParams.delete('code_challenge')],
      ['plain PKCE', (url: URL) => url.searchParams.set('code_challenge_method', 'plain')],
      ['another redirect address', (url: URL) => url.searchParams.set('redirect_uri', 'https://evil.example/auth/callback')],
      ['a redirect address that begins alike', (url: URL) => url.searchParams.set('redirect_uri', `${PUBLIC}/auth/callback/x`)],
      ['tokens instead of a code', (url: URL) => url.searchParams.set('response_type', 'id_token token')],
      ['another client', (url: URL) => url.searchParams.set('client_id', 'somebody')],
    ])('[INT-2] authorization requests with %s', async (_what, change) => {
      const browser = visitor();
      const begun = await browser.visit('/auth/sign-in');
      const url = new URL(begun.location as string);
      change(url);
      const answer = await browser.visit(url.href);
      const page = answer.location === undefined ? undefined : new URL(answer.location, PUBLIC);
      expect(page?.pathname.startsWith('/id/sign-in/') ?? false).toBe(false);
      expect(page === undefined || (page.origin === PUBLIC && /error=/.test(page.search + page.hash))).toBe(true);
    });

    it('[INT-2] codes at the token endpoint from whoever is not WISSIL, and made-up ones', async () => {
      const token = (authorization: string) =>
        visitor().visit('/id/token', {
          method: 'POST',
          body: `grant_type=authorization_code&code=made-up&redirect_uri=${encodeURIComponent(`${PUBLIC}/auth/callback`)}&code_verifier=${'x'.repeat(43)}`,
          headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
        });
      expect((await token(`Basic ${btoa('wissil:wrong')}`)).status).toBe(401);
      expect((await token(`Basic ${btoa('somebody:x')}`)).status).toBe(401);
    });

    it('[AUTH-1] more than ten guesses of a password in a minute; who guesses does not lock the owner’s browser out', async () => {
      await forgetAttempts();
      const owner = visitor();
      expect((await signIn(owner, ada, { code: spare() })).location).toBe(`${PUBLIC}/`);
      await forgetAttempts();
      const statuses: number[] = [];
      const browser = visitor();
      const page = await beginSignIn(browser);
      for (let guess = 0; guess < 12; guess++) {
        const { status, headers } = await browser.visit(page.url, {
          form: { step: 'password', email: ada.email, password: `guess ${guess} of many` },
        });
        statuses.push(status);
        if (status === 429) expect(Number(headers['retry-after'])).toBeLessThanOrEqual(75);
      }
      expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
      expect(statuses.at(-1)).toBe(429);
      // The right password does not help who has used the attempts up.
      expect((await browser.visit(page.url, { form: { step: 'password', email: ada.email, password: PASSWORD } })).status).toBe(429);
      expect((await signIn(owner, ada, { code: spare() })).location).toBe(`${PUBLIC}/`);
    });

    it.each([
      '//evil.example',
      '/\\evil.example',
      'https://evil.example/',
      'https://landing.example.org@evil.example/',
      'javascript:alert(1)',
      'data:text/html,x',
      '/%0d%0aset-cookie:x=y',
      ' https://evil.example',
      'https://landing.example.org.evil.example/',
      'http://landing.example.org/',
      '/auth/sign-in',
    ])('[AUTH-1] to send anybody to %s after signing in', async (address) => {
      await forgetAttempts();
      if (ada.recoveryCodes.length === 0) return expect.fail('no code left');
      const { returnAddress } = await import('../src/sign-in/return-address.ts');
      const target = new URL(returnAddress(address, [PUBLIC, 'https://slate.example.org']));
      expect(target.origin).toBe(PUBLIC);
      expect(target.pathname.startsWith('/auth')).toBe(false);
    });
  });

  it('[AUTH-1] leads to a page of another of the six systems, and to no other port or name', async () => {
    const { returnAddress } = await import('../src/sign-in/return-address.ts');
    const origins = [PUBLIC, 'https://slate.example.org'];
    expect(returnAddress('https://slate.example.org/slate?x=1#y', origins)).toBe('https://slate.example.org/slate?x=1#y');
    expect(returnAddress('https://slate.example.org:8443/', origins)).toBe(`${PUBLIC}/`);
    expect(returnAddress(null, origins)).toBe(`${PUBLIC}/`);
  });

  it('[AUTH-6] every sign-in, refusal and sign-out was told to the audit log', async () => {
    const told = await waitFor(async () => {
      const { rows } = await sql.query(
        `SELECT payload::json->>'operation' AS operation, payload::json->>'outcome' AS outcome FROM outbox WHERE subject = 'audit.noted'`,
      );
      return rows.length > 0 ? rows.map(({ operation, outcome }) => `${operation} ${outcome}`) : undefined;
    });
    for (const entry of [
      'enrol SUCCEEDED',
      'sign-in SUCCEEDED',
      'sign-in REFUSED',
      'sign-in DENIED',
      'sign-out SUCCEEDED',
      'recovery-code SUCCEEDED',
    ]) {
      expect(told).toContain(entry);
    }
    const { rows } = await sql.query('SELECT payload FROM outbox');
    expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  });
});
