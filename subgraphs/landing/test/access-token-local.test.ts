import { AUDIT_BEGUN, AUDIT_NOTED } from '@wissil/platform/audit';
import {
  actionsOf,
  installationSecret,
  LOCAL_TOKENS_PATH,
  type LocalTokenDemand,
  requestLocalToken,
  secretHash,
  signedDemand,
  TOKEN_SCOPES,
} from '@wissil/platform/auth';
import { createPool } from '@wissil/platform/database';
import { type RunningSubgraph, startFaultProxy } from '@wissil/testkit';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, startInstallation, startLanding } from './start-landing.ts';

/** As startSubgraph gives it to every subgraph. */
const secret = installationSecret('the secret of an installation that is only there for a test');
const other = installationSecret('the secret of another installation on the same machine');

const ci: LocalTokenDemand = { role: 'ENGINEER', kind: 'TOOL', name: 'ci', days: 7 };

describe('access tokens for who can read the installation’s secret', () => {
  let installation: Installation;
  let landing: RunningSubgraph;
  let sql: ReturnType<typeof createPool>;
  beforeAll(async () => {
    installation = await startInstallation();
    landing = await startLanding(installation);
    sql = createPool(installation.databaseUrl, 'landing');
  });
  afterAll(async () => {
    await sql.end();
    await landing[Symbol.asyncDispose]();
    await installation[Symbol.asyncDispose]();
  });

  const request = (demand: Partial<LocalTokenDemand> = {}) => requestLocalToken({ landingUrl: landing.url, secret, ...ci, ...demand });
  const resolve = async (token: string) => (await landing.server.authority?.resolve([{ kind: 'token', secret: token }], 'use'))?.[0];
  const post = (body: string) => fetch(landing.url + LOCAL_TOKENS_PATH, { method: 'POST', body });
  const audited = async (subject: string) =>
    (await sql.query<{ payload: string }>('SELECT payload FROM outbox WHERE subject = $1 ORDER BY id', [subject])).rows.map(
      ({ payload }) => JSON.parse(payload) as Record<string, unknown>,
    );

  it.each(['DESIGNER', 'ENGINEER', 'ADMIN'] as const)('[AUTH-1] a %s token may what the role may, but nothing personal', async (role) => {
    const identity = await resolve(await request({ role }));
    expect(identity).toMatchObject({ kind: 'tool', role, name: expect.stringMatching(/^Local /), credentialName: 'ci' });
    expect(new Set(identity?.actions)).toEqual(new Set(['account.read', ...TOKEN_SCOPES.filter((scope) => actionsOf(role).has(scope))]));
  });

  it('[AUTH-5] an agent’s token may what agents may, of what the person may', async () => {
    expect(await resolve(await request({ role: 'ADMIN', kind: 'AGENT' }))).toMatchObject({
      kind: 'agent',
      role: 'AGENT',
      actions: ['account.read', 'component.generate', 'component.read', 'component.write'],
    });
    expect(await resolve(await request({ role: 'DESIGNER', kind: 'AGENT' }))).toMatchObject({
      actions: ['account.read', 'component.read'],
    });
  });

  it('[AUTH-1] its secret is kept as a hash alone', async () => {
    const token = await request();
    expect(token).toMatch(/^wsl_[\w-]{43}$/);
    const { rows } = await sql.query('SELECT * FROM access_token WHERE secret_hash = $1', [secretHash(token)]);
    expect(rows).toHaveLength(1);
    for (const table of ['access_token', 'outbox', '"user"']) {
      const { rows: all } = await sql.query(`SELECT * FROM ${table}`);
      expect(JSON.stringify(all)).not.toContain(token.slice(4));
    }
  });

  it('[AUTH-1] one local user of a role has them all, also when they are asked for at once', async () => {
    await using fresh = await startInstallation();
    await using replica = await startLanding(fresh);
    const tokens = await Promise.all(
      Array.from({ length: 8 }, () => requestLocalToken({ landingUrl: replica.url, secret, ...ci, role: 'ADMIN' })),
    );
    const identities = await replica.server.authority?.resolve(
      tokens.map((token) => ({ kind: 'token', secret: token })),
      'use',
    );
    expect(new Set(identities?.map((identity) => identity?.credential)).size).toBe(8);
    expect(new Set(identities?.map((identity) => identity?.subject)).size).toBe(1);
  });

  it('[AUTH-1] a named local user is somebody else than the role’s one, and the same each time', async () => {
    const subjects = await Promise.all(
      [{}, { person: 'reviewer' }, { person: 'reviewer' }].map(async (named) => {
        const identity = await resolve(await request({ role: 'ADMIN', ...named }));
        return [identity?.subject, identity?.name];
      }),
    );
    expect(subjects[1]).toEqual(subjects[2]);
    expect(subjects[1]?.[0]).not.toBe(subjects[0]?.[0]);
    expect(subjects.map(([, name]) => name).slice(0, 2)).toEqual(['Local administrator', 'Local administrator reviewer']);
    await expect(request({ person: 'No. 2' as 'x' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('[AUTH-1] fewer scopes are fewer', async () => {
    expect(await resolve(await request({ scopes: ['build.read'] }))).toMatchObject({ actions: ['account.read', 'build.read'] });
  });

  it.each<[string, Partial<LocalTokenDemand>, RegExp]>([
    [
      'more than the role may',
      { scopes: ['build.read', 'user.manage'] },
      /^scopes: user\.manage: not what a tool on behalf of the role ENG/,
    ],
    ['what belongs to the person alone', { scopes: ['account.manage'] }, /^scopes: account\.manage/],
    ['more than an agent may', { kind: 'AGENT', scopes: ['build.read'] }, /^scopes: build\.read: not what an agent on behalf/],
    ['nothing', { scopes: [] }, /^scopes: Choose at least one/],
    ['no day', { days: 0 }, /^expiresInDays: /],
    ['more than a year', { days: 366 }, /^expiresInDays: /],
    ['half a day', { days: 0.5 }, /^expiresInDays: /],
    ['no name', { name: ' ' }, /^name: /],
    ['a long name', { name: 'x'.repeat(61) }, /^name: /],
    ['a name of two lines', { name: 'ci\nbot' }, /^name: /],
  ])('[AUTH-1] a token for %s is refused', async (_what, demand, message) => {
    await expect(request(demand)).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(message) });
  });

  it('[AUTH-1] a request works once, also when it comes twice at the same moment', async () => {
    const body = await signedDemand(secret, ci);
    const answers = await Promise.all([post(body), post(body), post(body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401]);
  });

  it('[AUTH-1] who sees request and answer does not have the token', async () => {
    const { sealed } = (await (await post(await signedDemand(secret, ci))).json()) as { sealed: string };
    expect(sealed).not.toContain('wsl_');
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('wsl_');
  });

  const forged = (
    change: (jwt: SignJWT) => SignJWT,
    key = secret.derive('local access token'),
    claims: object = ci,
    typ = 'wissil-local-token+jwt',
  ) =>
    change(
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256', typ })
        .setIssuer('wissil')
        .setAudience('wissil-landing')
        .setIssuedAt()
        .setExpirationTime('60s')
        .setJti('9bc7d7a0-6a43-4a63-9b55-3d7d2c3a9e51'),
    ).sign(key);

  it('[AUTH-1] the forgeries below are refused for what is forged: the same request unforged is granted', async () => {
    expect((await post(await forged((jwt) => jwt))).status).toBe(201);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['nothing', () => ''],
    ['garbage', () => 'a.b.c'],
    ['JSON', () => JSON.stringify(ci)],
    ['the secret of another installation', () => signedDemand(other, ci)],
    ['a key for another purpose', () => forged((jwt) => jwt, secret.derive('identity token'))],
    ['another type', () => forged((jwt) => jwt, undefined, ci, 'wissil-identity+jwt')],
    ['another audience', () => forged((jwt) => jwt.setAudience('wissil-subgraph'))],
    ['an old request', () => forged((jwt) => jwt.setIssuedAt(1).setExpirationTime(61))],
    ['a request that is good for a year', () => forged((jwt) => jwt.setIssuedAt(0).setExpirationTime('1y'))],
    ['no id', () => forged((jwt) => jwt.setJti(''))],
    ['a role that is no person’s', () => forged((jwt) => jwt, undefined, { ...ci, role: 'AGENT' })],
    ['a scope that there is not', () => forged((jwt) => jwt, undefined, { ...ci, scopes: ['everything'] })],
  ])('[AUTH-1] %s is refused, and on the audit record', async (_what, make) => {
    const before = (await audited(AUDIT_NOTED)).length;
    const response = await post(await make());
    expect(response.status).toBe(401);
    // Ten a minute of one address are kept.
    expect((await audited(AUDIT_NOTED)).length).toBe(Math.min(before + 1, 10));
  });

  it('[AUTH-1] a body without end is not read to its end', async () => {
    expect((await post('x'.repeat(8_193))).status).toBe(413);
  });

  it('[AUTH-6] a token that is given away is on the audit record, without its secret', async () => {
    const token = await request({ name: 'nightly' });
    const begun = (await audited(AUDIT_BEGUN)).at(-1);
    expect(begun).toMatchObject({
      operation: 'create-local-access-token',
      actor: { kind: 'service', name: 'npm run access-token' },
      address: '127.0.0.1',
      target: 'nightly',
      detail: { role: 'ENGINEER', kind: 'TOOL', name: 'nightly', days: 7 },
    });
    expect(JSON.stringify(begun)).not.toContain(token.slice(4));
  });

  it('[AUTH-1] a local user who is disabled has no tokens, and gets none', async () => {
    const token = await request({ role: 'DESIGNER' });
    await sql.query(`UPDATE "user" SET status = 'DISABLED' WHERE local AND role = 'DESIGNER'`);
    expect(await resolve(token)).toBeUndefined();
    await expect(request({ role: 'DESIGNER' })).rejects.toMatchObject({ code: 'CONFLICT', message: /^Local designer is disabled/ });
  });

  it('[AUTH-1] says what is wrong where nobody answers, or somebody else', async () => {
    await expect(request({ ...ci, landingUrl: 'http://127.0.0.1:1' } as never)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^WISSIL does not answer at http:\/\/127\.0\.0\.1:1: start it/),
    });
    await expect(request({ ...ci, secret: other } as never)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(/WISSIL_DATA/),
    });
    await using stranger = await startFaultProxy({ target: installation.systems.slate.url });
    await expect(request({ ...ci, landingUrl: stranger.url } as never)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/is no LANDING of this installation/),
    });
  });
});
