import { AUDIT_BEGUN, AUDIT_ENDED } from '@wissil/platform/audit';
import { type Action, callerOf, secretHash, TOKEN_SCOPES } from '@wissil/platform/auth';
import { createPrismaAdapter, statementCounter } from '@wissil/platform/database';
import { createLogger } from '@wissil/platform/logging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { AccessTokenIdentities } from '../src/access-token/access-token-identity.ts';
import { type Answer, type LandingWithPeople, type Person, startLandingWithPeople, tokenCaller } from './people.ts';

let people: LandingWithPeople;
let admin: Person;
let engineer: Person;
let designer: Person;
beforeAll(async () => {
  people = await startLandingWithPeople();
  [admin, engineer, designer] = [await people.person('ADMIN'), await people.person('ENGINEER'), await people.person('DESIGNER')];
});
afterAll(() => people[Symbol.asyncDispose]());

const DAY_MS = 86_400_000;
const ci = { name: 'ci', kind: 'TOOL', scopes: ['build.start', 'build.read'] as string[], expiresInDays: 30 };
const create = (input: object = {}, by = engineer) => people.mutate('createAccessToken', { ...ci, ...input }, by.caller);
const resolve = async (secret = '') => (await people.landing.server.authority?.resolve([{ kind: 'token', secret }], 'use'))?.[0];
const idOf = (answer: Answer) => answer.accessToken?.id as string;

describe('creating an access token', () => {
  it('[AUTH-3] an engineer gets a secret that stands for them, within its scopes', async () => {
    const begun = Date.now();
    const { accessToken, secret } = await create();
    expect(secret).toMatch(/^wsl_[\w-]{43}$/);
    expect(accessToken).toMatchObject({ name: 'ci', kind: 'TOOL', scopes: ['build.read', 'build.start'] });
    expect(Math.abs(Date.parse(accessToken?.expiresAt ?? '') - begun - 30 * DAY_MS)).toBeLessThan(60_000);
    expect(await resolve(secret)).toEqual({
      kind: 'tool',
      subject: engineer.id,
      name: engineer.name,
      role: 'ENGINEER',
      actions: ['account.read', 'build.read', 'build.start'],
      credential: accessToken?.id,
      credentialName: 'ci',
      expiresAt: Date.parse(accessToken?.expiresAt ?? ''),
    });
  });

  it('[AUTH-5] an agent’s may what agents may', async () => {
    const { secret } = await create({ kind: 'AGENT', scopes: ['component.read', 'component.write'] });
    const identity = await resolve(secret);
    expect(identity).toMatchObject({ kind: 'agent', role: 'AGENT', subject: engineer.id });
    expect([...callerOf(identity as never, '').permissions].sort()).toEqual(['account.read', 'component.read', 'component.write']);
  });

  it('[AUTH-1] its secret is nowhere but in the answer', async () => {
    const { secret = '', accessToken } = await create();
    const { rows } = await people.sql.query<{ secret_hash: string }>('SELECT * FROM access_token WHERE id = $1', [accessToken?.id]);
    expect(rows[0]?.secret_hash).toBe(secretHash(secret));
    for (const table of ['access_token', 'outbox']) {
      const all = await people.sql.query(`SELECT * FROM ${table}`);
      expect(JSON.stringify(all.rows)).not.toContain(secret.slice(4));
    }
  });

  it.each<[string, object, string]>([
    ['no name', { name: '  ' }, 'name'],
    ['a long name', { name: 'x'.repeat(61) }, 'name'],
    ['a name of two lines', { name: 'a\nb' }, 'name'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['a scope that there is not', { scopes: ['everything'] }, 'scopes'],
    ['more than the person may', { scopes: ['build.read', 'user.manage'] }, 'scopes'],
    ['what belongs to the person: sessions', { scopes: ['account.manage'] }, 'scopes'],
    ['what belongs to the person: access tokens', { scopes: ['access-token.manage'] }, 'scopes'],
    ['more than an agent may', { kind: 'AGENT', scopes: ['component.read', 'build.read'] }, 'scopes'],
    ['a thousand scopes', { scopes: Array(1_000).fill('build.read') }, 'scopes'],
    ['a name of JavaScript’s own', { scopes: ['__proto__', 'constructor'] }, 'scopes'],
    ['no day', { expiresInDays: 0 }, 'expiresInDays'],
    ['more than a year', { expiresInDays: 366 }, 'expiresInDays'],
  ])('[AUTH-3] %s is refused', async (_what, input, path) => {
    expect(await create(input)).toMatchObject({ __typename: 'InvalidInputError', fields: [{ path }] });
  });

  it('[AUTH-4] an administrator may give all that can be given', async () => {
    expect((await create({ scopes: [...TOKEN_SCOPES], expiresInDays: 365 }, admin)).accessToken?.scopes).toEqual([...TOKEN_SCOPES].sort());
  });

  it('[AUTH-3] fifty are the most, however many are asked for at once; one that is revoked makes room', async () => {
    const somebody = await people.person('ENGINEER');
    await people.sql.query(
      `INSERT INTO access_token (id, user_id, kind, name, scopes, secret_hash, expires_at)
       SELECT 'act_' || gen_random_uuid(), $1, 'TOOL', 'ci', '{build.read}', gen_random_uuid(), now() + interval '1 day' FROM generate_series(1, 48)`,
      [somebody.id],
    );
    // So that all connections are there, and nobody waits for the first of them.
    await Promise.all(Array.from({ length: 5 }, () => people.landing.query('{ viewer { id } }', {}, somebody.caller)));
    const answers = await Promise.all(Array.from({ length: 5 }, () => create({}, somebody)));
    const made = answers.filter(({ __typename }) => __typename === 'CreatedAccessToken');
    expect(made).toHaveLength(2);
    expect(answers.filter(({ __typename }) => __typename === 'ConflictError')).toHaveLength(3);
    await people.mutate('revokeAccessToken', { id: idOf(made[0] as Answer) }, somebody.caller);
    expect(await create({}, somebody)).toMatchObject({ __typename: 'CreatedAccessToken' });
  });

  it('[AUTH-6] is on record by its name and id, and not with its secret', async () => {
    const { accessToken, secret = '' } = await create({ name: 'recorded' });
    const { rows } = await people.sql.query<{ payload: string }>(
      'SELECT payload FROM outbox WHERE subject = ANY($1) ORDER BY id DESC LIMIT 2',
      [[AUDIT_BEGUN, AUDIT_ENDED]],
    );
    const [ended, begun] = rows.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
    expect(begun).toMatchObject({ operation: 'createAccessToken', target: 'recorded', actor: { subject: engineer.id, kind: 'human' } });
    expect(ended).toMatchObject({ outcome: 'SUCCEEDED', target: accessToken?.id });
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4));
  });
});

describe('an access token ends', () => {
  it('[AUTH-3] when it is revoked, at once and everywhere; a second time changes nothing', async () => {
    const created = await create();
    const revoked = await people.mutate('revokeAccessToken', { id: idOf(created) }, engineer.caller);
    expect(revoked).toMatchObject({ __typename: 'AccessToken', id: idOf(created) });
    expect(await resolve(created.secret)).toBeUndefined();
    await people.untilChanged({ subject: engineer.id, credential: idOf(created) });
    expect(await people.mutate('revokeAccessToken', { id: idOf(created) }, engineer.caller)).toEqual(revoked);
    expect(people.changes.filter(({ credential }) => credential === idOf(created))).toHaveLength(1);
  });

  it('[AUTH-3] when it is revoked by an administrator, but by nobody else', async () => {
    const created = await create();
    const other = await people.person('ENGINEER');
    expect(await people.mutate('revokeAccessToken', { id: idOf(created) }, other.caller)).toMatchObject({ __typename: 'NotFoundError' });
    expect(await resolve(created.secret)).toBeDefined();
    expect(await people.mutate('revokeAccessToken', { id: idOf(created) }, admin.caller)).toMatchObject({ __typename: 'AccessToken' });
    expect(await resolve(created.secret)).toBeUndefined();
    expect(await people.mutate('revokeAccessToken', { id: 'act_none' }, admin.caller)).toMatchObject({ __typename: 'NotFoundError' });
  });

  it('[AUTH-3] when its time is over', async () => {
    const created = await create();
    await people.sql.query(`UPDATE access_token SET expires_at = now() - interval '1 second' WHERE id = $1`, [idOf(created)]);
    expect(await resolve(created.secret)).toBeUndefined();
  });

  it('[AUTH-4] while its owner is disabled', async () => {
    const somebody = await people.person('ENGINEER');
    const { secret } = await create({}, somebody);
    await people.mutate('disableUser', { id: somebody.id }, admin.caller);
    expect(await resolve(secret)).toBeUndefined();
    expect(await create({}, somebody)).toMatchObject({ __typename: 'NotFoundError' });
    await people.mutate('enableUser', { id: somebody.id }, admin.caller);
    expect(await resolve(secret)).toBeDefined();
  });

  it('[AUTH-4] for what its owner may no longer do', async () => {
    const somebody = await people.person('ENGINEER');
    const { secret } = await create({ scopes: ['build.read', 'token.read'] }, somebody);
    await people.mutate('changeUserRole', { id: somebody.id, role: 'DESIGNER' }, admin.caller);
    expect(await resolve(secret)).toMatchObject({ role: 'DESIGNER', actions: ['account.read', 'token.read'] });
  });
});

describe('who an access token is', () => {
  const openIdentities = async (now: () => Date) => {
    const db = new PrismaClient({
      adapter: createPrismaAdapter(people.installation.databaseUrl, 'landing', {
        max: 2,
        statementTimeoutSeconds: 5,
        onIdleError: () => undefined,
      }),
    });
    return {
      identities: new AccessTokenIdentities({ db, logger: createLogger({ level: 'silent', name: 'test' }), now }),
      [Symbol.asyncDispose]: () => db.$disconnect(),
    };
  };
  const lastUsed = async (id: string) =>
    (await people.sql.query<{ last_used_at: Date | null }>('SELECT last_used_at FROM access_token WHERE id = $1', [id])).rows[0]
      ?.last_used_at;

  it('[AUTH-3] its use is kept to the minute, and looking at an open connection is no use', async () => {
    const created = await create();
    let now = new Date();
    await using open = await openIdentities(() => now);
    const at = (use: 'use' | 'watch') => open.identities.resolve([created.secret as string], use);
    await at('watch');
    expect(await lastUsed(idOf(created))).toBeNull();
    await at('use');
    const first = await lastUsed(idOf(created));
    expect(first).toEqual(now);
    now = new Date(now.getTime() + 59_000);
    await at('use');
    expect(await lastUsed(idOf(created))).toEqual(first);
    now = new Date(now.getTime() + 1_000);
    await at('use');
    expect(await lastUsed(idOf(created))).toEqual(now);
  });

  it('[AUTH-3] it ends by the clock', async () => {
    const { secret = '', accessToken } = await create({ expiresInDays: 1 });
    let now = new Date(Date.parse(accessToken?.expiresAt ?? '') - 1);
    await using open = await openIdentities(() => now);
    expect(await open.identities.resolve([secret], 'watch')).toMatchObject([{ kind: 'tool' }]);
    now = new Date(accessToken?.expiresAt ?? '');
    expect(await open.identities.resolve([secret], 'watch')).toEqual([undefined]);
  });

  it('[AUTH-1] many are found in their order, in one question; garbage is nobody', async () => {
    const [first, second] = [await create({ name: 'first' }), await create({ name: 'second' })];
    await using open = await openIdentities(() => new Date());
    const asked = ['garbage', second.secret as string, '', first.secret as string, second.secret as string, "' OR 1 = 1 --", 'x\0y'];
    await open.identities.resolve(asked, 'use');
    const { result, statements } = await statementCounter.count(() => open.identities.resolve(asked, 'use'));
    expect(result.map((identity) => identity?.credentialName)).toEqual([
      undefined,
      'second',
      undefined,
      'first',
      'second',
      undefined,
      undefined,
    ]);
    expect(statements.length).toBeLessThanOrEqual(2);
  });
});

describe('who may', () => {
  const scopesOf = (caller: Person['caller']) => [...caller.permissions];
  const callers = (): [string, Person['caller']][] => [
    ['a designer', designer.caller],
    ['a tool with everything that a tool can have', tokenCaller(admin, 'tool', 'ADMIN', ['account.read', ...TOKEN_SCOPES])],
    ['an agent', tokenCaller(admin, 'agent', 'AGENT', scopesOf(admin.caller) as Action[])],
  ];

  it('[AUTH-3] designers, tools and agents neither create nor revoke access tokens', async () => {
    const created = await create({}, admin);
    for (const [, caller] of callers()) {
      expect(await people.mutate('createAccessToken', ci, caller)).toMatchObject({
        __typename: 'ForbiddenError',
        permission: 'access-token.manage',
      });
      expect(await people.mutate('revokeAccessToken', { id: idOf(created) }, caller)).toMatchObject({ __typename: 'ForbiddenError' });
    }
    expect(await resolve(created.secret)).toBeDefined();
  });

  it('[AUTH-3] nor do they see them, and the rest of the answer is there', async () => {
    for (const [, caller] of callers()) {
      const { data, errors } = await people.landing.query('{ viewer { id accessTokens { totalCount } } }', {}, caller);
      expect(data).toEqual({ viewer: { id: caller.subject, accessTokens: null } });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: 'access-token.manage' } }]);
    }
  });

  it('[AUTH-3] each sees their own, newest first, with those that ended; administrators see everybody’s', async () => {
    const somebody = await people.person('ENGINEER');
    const [old, newer] = [await create({ name: 'old' }, somebody), await create({ name: 'newer' }, somebody)];
    await people.mutate('revokeAccessToken', { id: idOf(old) }, somebody.caller);
    const own = await people.landing.query<{ viewer: { accessTokens: { edges: { node: { name: string; revokedAt: string | null } }[] } } }>(
      '{ viewer { accessTokens { edges { node { name revokedAt } } } } }',
      {},
      somebody.caller,
    );
    expect(own.data.viewer.accessTokens.edges.map(({ node }) => [node.name, node.revokedAt === null])).toEqual([
      ['newer', true],
      ['old', false],
    ]);
    const document = `{ user(id: "${somebody.id}") { accessTokens(first: 1) { totalCount edges { node { id } } } } }`;
    const seen = await people.landing.query<{ user: { accessTokens: object } }>(document, {}, admin.caller);
    expect(seen.data.user.accessTokens).toEqual({ totalCount: 2, edges: [{ node: { id: idOf(newer) } }] });
  });

  it('[AUTH-3] an id does not lead to somebody else’s', async () => {
    const id = idOf(await create({}, admin));
    const find = async (caller: Person['caller']) =>
      (
        await people.landing.query<{ _entities: unknown[] }>(
          'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on AccessToken { id name } } }',
          { representations: [{ __typename: 'AccessToken', id }] },
          caller,
        )
      ).data._entities;
    expect(await find(engineer.caller)).toEqual([null]);
    expect(await find(admin.caller)).toEqual([{ id, name: 'ci' }]);
  });
});
