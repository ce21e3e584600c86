import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPool } from '@wissil/platform/database';
import Provider from 'oidc-provider';
import { expect, it } from 'vitest';
import { startInstallation, startLanding } from './start-landing.ts';
import { WebVisitor } from './web-visitor.ts';

const PUBLIC = 'https://landing.example.org';

/** Another product’s identity provider, with its own pages. */
async function startProvider() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(url, {
    clients: [{ client_id: 'wissil', client_secret: 'a secret: with % and +', redirect_uris: [`${PUBLIC}/auth/callback`] }],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 60, IdToken: 60 },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: `${id}@example.org`, email_verified: true, name: 'Ada Lovelace' }),
    }),
  });
  server.on('request', provider.callback());
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it('[AUTH-1] [INT-2] somebody signs in, is refreshed, and signs out at an identity provider of another make', async () => {
  await using provider = await startProvider();
  await using installation = await startInstallation();
  await using landing = await startLanding(installation, {
    env: { OIDC_ISSUER: provider.url, OIDC_CLIENT_SECRET: 'a secret: with % and +', OIDC_ADMIN_EMAILS: 'ada@example.org' },
  });
  const browser = new WebVisitor(PUBLIC, landing.url);
  const there = new WebVisitor(provider.url, provider.url);
  const begun = await browser.visit('/auth/sign-in?return=/slate');
  let page = await there.follow(await there.visit(begun.location as string));
  const forms: Record<string, string>[] = [{ prompt: 'login', login: 'ada', password: 'any' }, { prompt: 'consent' }];
  for (const form of forms) {
    expect(page.body).toContain('<form');
    const path = /action="([^"]+)"/.exec(page.body)?.[1] as string;
    page = await there.follow(await there.visit(path, { form }));
  }
  expect(page.location?.startsWith(`${PUBLIC}/auth/callback?code=`)).toBe(true);
  expect((await browser.visit(page.location as string)).location).toBe(`${PUBLIC}/slate`);

  const identify = async () =>
    (await landing.server.authority?.resolve([{ kind: 'session', secret: browser.cookies.get('__Host-wissil') ?? '' }], 'use'))?.[0];
  expect(await identify()).toMatchObject({ kind: 'human', name: 'Ada Lovelace', email: 'ada@example.org', role: 'ADMIN' });

  // An hour later.
  const sql = createPool(installation.databaseUrl, 'landing');
  await sql.query(`UPDATE session SET rotated_at = now() - interval '1 hour'`);
  const post = (path: string) => browser.visit(path, { method: 'POST', headers: { origin: 'https://slate.example.org' } });
  const before = browser.cookies.get('__Host-wissil') as string;
  const refreshed = await post('/auth/refresh');
  expect([refreshed.status, [refreshed.headers['set-cookie']].flat()]).toEqual([
    204,
    [expect.stringMatching(/^__Host-wissil=ses_\w+\.[\w-]{43}; Expires=[^;]+ GMT; Path=\/; HttpOnly; SameSite=Lax; Secure$/)],
  ]);
  expect(browser.cookies.get('__Host-wissil')).not.toBe(before);
  expect((await post('/auth/refresh')).headers['set-cookie']).toBeUndefined();
  expect(await identify()).toMatchObject({ role: 'ADMIN' });

  // Somebody who has the cookie of before uses it: nobody goes on with the session.
  await sql.query(`UPDATE session SET confirmed_at = now() - interval '2 minutes'`);
  const thief = new WebVisitor(PUBLIC, landing.url);
  thief.cookies.set('__Host-wissil', before);
  const caught = await thief.visit('/auth/refresh', { method: 'POST' });
  expect([caught.status, thief.cookies.size]).toEqual([401, 0]);
  expect(await identify()).toBeUndefined();
  const ended = await post('/auth/refresh');
  expect([ended.status, browser.cookies.size]).toEqual([401, 0]);
  expect(JSON.parse((await post('/auth/sign-out')).body)).toEqual({ redirect: '/signed-out' });
  await sql.end();
});

it('[AUTH-1] a browser under another name of LANDING is sent to the one that cookies are for, once', async () => {
  await using installation = await startInstallation();
  await using landing = await startLanding(installation);
  const elsewhere = new WebVisitor('https://10.0.0.7', landing.url);
  const sent = await elsewhere.visit('/auth/sign-in?return=/slate');
  expect(sent.location).toBe(`${PUBLIC}/auth/sign-in?return=${encodeURIComponent(`${PUBLIC}/slate`)}&here`);
  // Where a proxy in front says another name than people use, that would go on for ever.
  const again = await elsewhere.visit(sent.location as string, { headers: { host: '10.0.0.7' } });
  expect(again.location).toContain(`${PUBLIC}/id/auth?`);
});
