import { AccessAssertions } from '@wissil/platform/auth';
import { createPool } from '@wissil/platform/database';
import type { RunningSubgraph } from '@wissil/testkit';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalIssuer, startLocalIssuer } from './local-issuer.ts';
import { type Installation, startInstallation, startLanding } from './start-landing.ts';
import { WebVisitor } from './web-visitor.ts';

const PUBLIC = 'https://landing.example.org';
const TEAM = 'nocturna.cloudflareaccess.com';

let issuer: LocalIssuer;
let installation: Installation;
let landing: RunningSubgraph;
let embedded: RunningSubgraph;
let key: CryptoKey;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }];
  const guard = new AccessAssertions({ teamDomain: TEAM, audience: 'wissil', fetch: async () => Response.json({ keys }) });
  issuer = await startLocalIssuer();
  installation = await startInstallation();
  const env = { OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: issuer.clientId, OIDC_CLIENT_SECRET: issuer.clientSecret };
  [landing, embedded] = await Promise.all([startLanding(installation, { guard, env }), startLanding(installation, { guard })]);
  const sql = createPool(installation.databaseUrl, 'landing');
  await sql.query(`INSERT INTO "user" (id, email, name, role) VALUES ('usr_ada', 'ada@example.org', 'Ada', 'ENGINEER')`);
  await sql.end();
});
afterAll(async () => {
  await Promise.all([landing, embedded].map((each) => each[Symbol.asyncDispose]()));
  await installation[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

/** Somebody whom Cloudflare Access has let through under that address. */
async function visitor(email: string | undefined, at = landing): Promise<WebVisitor> {
  const assertion = await new SignJWT(email === undefined ? { common_name: 'ci' } : { email })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(`https://${TEAM}`)
    .setAudience('wissil')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(key);
  return new WebVisitor(PUBLIC, at.url, { 'cf-access-jwt-assertion': assertion });
}

describe('behind Cloudflare Access', () => {
  it('[INT-1] [AUTH-1] who came through it signs in as themselves', async () => {
    const ada = await visitor('Ada@example.org');
    expect((await issuer.signIn(ada)).location).toBe(`${PUBLIC}/`);
    expect((await ada.visit('/auth/refresh', { method: 'POST', headers: { origin: PUBLIC } })).status).toBe(204);
  });

  it.each(['eve@example.org', undefined])('[INT-1] and as nobody else: %s', async (email) => {
    const other = await visitor(email);
    const answer = await issuer.signIn(other);
    expect([answer.status, other.cookies.has('__Host-wissil')]).toEqual([403, false]);
    expect(answer.body).toContain('somebody else at Cloudflare Access');
  });

  it('[INT-1] who did not come through it is let in nowhere, and told so; health stays open', async () => {
    const stranger = new WebVisitor(PUBLIC, landing.url);
    for (const path of ['/auth/sign-in', '/auth/callback?code=x']) {
      const answer = await stranger.visit(path);
      expect([path, answer.status, answer.location]).toEqual([path, 401, undefined]);
      expect(answer.body).toContain('Cloudflare Access');
    }
    for (const path of ['/auth/sign-out', '/auth/refresh']) {
      expect((await stranger.visit(path, { method: 'POST', headers: { origin: PUBLIC } })).status).toBe(401);
    }
    expect((await stranger.visit('/api/audit/export', { headers: landing.bearer('ADMIN') })).status).toBe(401);
    expect((await stranger.visit('/api/health')).status).toBe(200);
  });

  it('[INT-1] nor at the embedded identity provider, which WISSIL itself reaches from within', async () => {
    const stranger = new WebVisitor(PUBLIC, embedded.url);
    for (const path of ['/id/auth?client_id=wissil', '/id/sign-in/x', '/id/enrol/x']) expect((await stranger.visit(path)).status).toBe(401);
    const admitted = await visitor('ada@example.org', embedded);
    const begun = await admitted.visit('/auth/sign-in');
    expect(begun.location).toContain(`${PUBLIC}/id/auth?`);
    expect((await admitted.visit(begun.location as string)).status).toBe(303);
  });
});
