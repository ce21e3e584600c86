import { AUDIT_BEGUN, AUDIT_ENDED, AUDIT_NOTED } from '@wissil/platform/audit';
import { statementCounter } from '@wissil/platform/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LandingWithPeople, type Person, personCaller, startLandingWithPeople, tokenCaller } from './people.ts';

let people: LandingWithPeople;
let admin: Person;
let engineer: Person;
let designer: Person;
beforeAll(async () => {
  people = await startLandingWithPeople();
  [admin, engineer, designer] = [await people.person('ADMIN'), await people.person('ENGINEER'), await people.person('DESIGNER')];
});
afterAll(() => people[Symbol.asyncDispose]());

const statusOf = async (id: string) =>
  (await people.sql.query<{ status: string; role: string }>('SELECT status, role FROM "user" WHERE id = $1', [id])).rows[0];

const openSession = (userId: string) =>
  people.sql.query(
    `INSERT INTO session (id, user_id, secret_hash, expires_at, address, user_agent)
     VALUES ('ses_' || gen_random_uuid(), $1, gen_random_uuid(), now() + interval '1 day', '192.0.2.7', 'a browser')`,
    [userId],
  );

const openSessions = async (userId: string) =>
  (await people.sql.query('SELECT 1 FROM session WHERE user_id = $1 AND ended_at IS NULL', [userId])).rows.length;

describe('inviting', () => {
  it('[AUTH-4] an administrator invites somebody, in lower case and without blanks around', async () => {
    const answer = await people.mutate('inviteUser', { email: ' Grace@Example.ORG ', name: ' Grace ', role: 'ENGINEER' }, admin.caller);
    expect(answer).toMatchObject({
      __typename: 'Invitation',
      url: expect.stringMatching(/^https?:\/\//),
      user: { email: 'grace@example.org', name: 'Grace', role: 'ENGINEER', status: 'INVITED' },
    });
  });

  it('[AUTH-4] of two invitations of one address at once, one is refused', async () => {
    const invite = (email: string) => people.mutate('inviteUser', { email, name: 'Twin', role: 'DESIGNER' }, admin.caller);
    const answers = await Promise.all([invite('twin@example.org'), invite('TWIN@example.org')]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['ConflictError', 'Invitation']);
    expect(answers.find(({ message }) => message)?.message).toBe('twin@example.org is invited already: renew the invitation instead.');
    expect((await invite(designer.email)).message).toBe(`${designer.email} is a user already.`);
  });

  it.each<[string, object, string]>([
    ['no address', { email: 'grace' }, 'email'],
    ['an address of local users', { email: 'administrator@localhost' }, 'email'],
    ['an address with a name', { email: 'Grace <grace@example.org>' }, 'email'],
    ['an address of two lines', { email: 'grace@example.org\nbcc: x@example.org' }, 'email'],
    ['an address of 255 characters', { email: `${'a'.repeat(243)}@example.org` }, 'email'],
    ['no name', { name: ' ' }, 'name'],
    ['a long name', { name: 'x'.repeat(81) }, 'name'],
    ['a name with a control character', { name: 'Grace\u0007' }, 'name'],
    ['a name that reads backwards', { name: 'Grace\u202Enimda' }, 'name'],
    ['a name with NUL', { name: 'Gr\0ace' }, 'name'],
  ])('[AUTH-4] %s is refused', async (_what, changes, path) => {
    const input = { email: 'new@example.org', name: 'Grace', role: 'DESIGNER', ...changes };
    const answer = await people.mutate('inviteUser', input, admin.caller);
    expect(answer).toMatchObject({ __typename: 'InvalidInputError', fields: [{ path }] });
  });

  it('[AUTH-4] an invitation is renewed until it is followed', async () => {
    const invited = await people.person('DESIGNER', { status: 'INVITED' });
    expect(await people.mutate('renewInvitation', { id: invited.id }, admin.caller)).toMatchObject({ user: { id: invited.id } });
    for (const other of [designer, await people.person('DESIGNER', { status: 'DISABLED' })]) {
      expect(await people.mutate('renewInvitation', { id: other.id }, admin.caller)).toMatchObject({ __typename: 'ConflictError' });
    }
  });
});

describe('changing people', () => {
  it('[AUTH-4] a role changes at once, and everybody who keeps identities hears of it', async () => {
    const somebody = await people.person('DESIGNER');
    expect(await people.mutate('changeUserRole', { id: somebody.id, role: 'ENGINEER' }, admin.caller)).toEqual({
      __typename: 'User',
      id: somebody.id,
      role: 'ENGINEER',
      status: 'ACTIVE',
    });
    await people.untilChanged({ subject: somebody.id });
  });

  it('[AUTH-4] a role that somebody has already is no change', async () => {
    const somebody = await people.person('DESIGNER');
    expect(await people.mutate('changeUserRole', { id: somebody.id, role: 'DESIGNER' }, admin.caller)).toMatchObject({ role: 'DESIGNER' });
    const { rows } = await people.sql.query(`SELECT 1 FROM outbox WHERE subject = 'identity.changed' AND payload LIKE $1`, [
      `%${somebody.id}%`,
    ]);
    expect(rows).toEqual([]);
  });

  it('[AUTH-4] who is disabled is out: sessions end, and it is known everywhere; enabled, they are as before', async () => {
    const somebody = await people.person('ENGINEER');
    await openSession(somebody.id);
    expect(await people.mutate('disableUser', { id: somebody.id }, admin.caller)).toMatchObject({ status: 'DISABLED' });
    expect(await openSessions(somebody.id)).toBe(0);
    await people.untilChanged({ subject: somebody.id });
    expect(await people.mutate('disableUser', { id: somebody.id }, admin.caller)).toMatchObject({ status: 'DISABLED' });
    expect(await people.mutate('enableUser', { id: somebody.id }, admin.caller)).toMatchObject({ status: 'ACTIVE', role: 'ENGINEER' });
    expect(await openSessions(somebody.id)).toBe(0);
  });

  it('[AUTH-4] who never signed in is invited again when they are enabled', async () => {
    const somebody = await people.person('DESIGNER', { status: 'INVITED' });
    await people.mutate('disableUser', { id: somebody.id }, admin.caller);
    expect(await people.mutate('enableUser', { id: somebody.id }, admin.caller)).toMatchObject({ status: 'INVITED' });
  });

  it('[AUTH-4] ending sessions signs out of all of them, and leaves the user as they are', async () => {
    const somebody = await people.person('DESIGNER');
    await openSession(somebody.id);
    await openSession(somebody.id);
    expect(await people.mutate('endUserSessions', { id: somebody.id }, admin.caller)).toMatchObject({ status: 'ACTIVE' });
    expect(await openSessions(somebody.id)).toBe(0);
    await people.untilChanged({ subject: somebody.id });
  });

  it.each(['changeUserRole', 'disableUser', 'enableUser', 'resetSecondFactor'])('[AUTH-4] nobody does %s to themselves', async (field) => {
    await people.person('ADMIN');
    const input = { id: admin.id, ...(field === 'changeUserRole' && { role: 'DESIGNER' }) };
    expect(await people.mutate(field, input, admin.caller)).toMatchObject({
      __typename: 'ConflictError',
      message: expect.stringMatching(/ask another administrator\.$/),
    });
    const tool = tokenCaller(admin, 'tool', 'ADMIN', ['user.read', 'user.manage']);
    expect(await people.mutate(field, input, tool)).toMatchObject({ __typename: 'ConflictError' });
    expect(await statusOf(admin.id)).toEqual({ status: 'ACTIVE', role: 'ADMIN' });
  });

  it('[AUTH-4] a local user keeps its role and has no second factor, and can be disabled', async () => {
    const local = await people.person('ENGINEER', { local: true });
    expect(await people.mutate('changeUserRole', { id: local.id, role: 'ADMIN' }, admin.caller)).toMatchObject({
      __typename: 'ConflictError',
    });
    expect(await people.mutate('resetSecondFactor', { id: local.id }, admin.caller)).toMatchObject({ __typename: 'ConflictError' });
    expect(await people.mutate('disableUser', { id: local.id }, admin.caller)).toMatchObject({ status: 'DISABLED' });
    expect(await people.mutate('enableUser', { id: local.id }, admin.caller)).toMatchObject({ status: 'ACTIVE' });
  });

  it.each(['renewInvitation', 'resetSecondFactor', 'changeUserRole', 'disableUser', 'enableUser', 'endUserSessions'])(
    '[AUTH-4] %s says so where there is nobody of that id',
    async (field) => {
      const input = { id: 'usr_nobody', ...(field === 'changeUserRole' && { role: 'DESIGNER' }) };
      expect(await people.mutate(field, input, admin.caller)).toMatchObject({ __typename: 'NotFoundError', code: 'NOT_FOUND' });
    },
  );
});

describe('the last administrator', () => {
  it('[AUTH-4] cannot be demoted or disabled, not even by a script; a local administrator and one who is only invited do not count', async () => {
    await using alone = await startLandingWithPeople();
    const last = await alone.person('ADMIN');
    const local = await alone.person('ADMIN', { local: true });
    const invited = await alone.person('ADMIN', { status: 'INVITED' });
    const script = tokenCaller(local, 'tool', 'ADMIN', ['user.read', 'user.manage']);
    const refusal = {
      __typename: 'ConflictError',
      message: `${last.name} is the last active administrator: make somebody else an administrator first.`,
    };
    expect(await alone.mutate('changeUserRole', { id: last.id, role: 'ENGINEER' }, script)).toMatchObject(refusal);
    expect(await alone.mutate('disableUser', { id: last.id }, script)).toMatchObject(refusal);
    expect(await alone.mutate('disableUser', { id: invited.id }, script)).toMatchObject({ status: 'DISABLED' });
    await alone.person('ADMIN');
    expect(await alone.mutate('changeUserRole', { id: last.id, role: 'ENGINEER' }, script)).toMatchObject({ role: 'ENGINEER' });
  });

  it('[AUTH-4] of two who demote or disable each other at the same moment, one stays', async () => {
    await using pair = await startLandingWithPeople();
    for (let round = 0; round < 10; round++) {
      await pair.sql.query(`UPDATE "user" SET status = 'DISABLED' WHERE role = 'ADMIN'`);
      const [a, b] = [await pair.person('ADMIN'), await pair.person('ADMIN')];
      const demote = (by: Person, whom: Person) => pair.mutate('changeUserRole', { id: whom.id, role: 'ENGINEER' }, by.caller);
      const disable = (by: Person, whom: Person) => pair.mutate('disableUser', { id: whom.id }, by.caller);
      const answers = await Promise.all([demote(a, b), round % 2 === 0 ? demote(b, a) : disable(b, a)]);
      expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['ConflictError', 'User']);
      const { rows } = await pair.sql.query(`SELECT id FROM "user" WHERE role = 'ADMIN' AND status = 'ACTIVE'`);
      expect(rows).toHaveLength(1);
    }
  });
});

describe('who may', () => {
  const inputs: Record<string, () => object> = {
    inviteUser: () => ({ email: 'x@example.org', name: 'X', role: 'DESIGNER' }),
    renewInvitation: () => ({ id: designer.id }),
    resetSecondFactor: () => ({ id: designer.id }),
    changeUserRole: () => ({ id: designer.id, role: 'ADMIN' }),
    disableUser: () => ({ id: designer.id }),
    enableUser: () => ({ id: designer.id }),
    endUserSessions: () => ({ id: designer.id }),
  };

  it.each(Object.keys(inputs))(
    '[AUTH-4] %s is refused for designers, engineers, agents and tools without the scope, and is on record',
    async (field) => {
      const callers = [
        designer.caller,
        engineer.caller,
        tokenCaller(admin, 'agent', 'AGENT', ['account.read', 'component.read', 'component.write', 'user.manage']),
        tokenCaller(admin, 'tool', 'ADMIN', ['account.read', 'user.read']),
        tokenCaller(engineer, 'tool', 'ENGINEER', ['account.read', 'user.read', 'user.manage']),
      ];
      for (const caller of callers) {
        expect(await people.mutate(field, inputs[field]?.() ?? {}, caller)).toMatchObject({
          __typename: 'ForbiddenError',
          code: 'FORBIDDEN',
        });
      }
      expect(await statusOf(designer.id)).toEqual({ status: 'ACTIVE', role: 'DESIGNER' });
      const { rows } = await people.sql.query<{ payload: string }>(
        'SELECT payload FROM outbox WHERE subject = $1 ORDER BY id DESC LIMIT 5',
        [AUDIT_NOTED],
      );
      for (const { payload } of rows) expect(JSON.parse(payload)).toMatchObject({ operation: field, outcome: 'DENIED', code: 'FORBIDDEN' });
    },
  );

  it('[AUTH-4] a tool with the scopes manages users on behalf of its administrator', async () => {
    const tool = tokenCaller(admin, 'tool', 'ADMIN', ['account.read', 'user.read', 'user.manage']);
    expect(await people.mutate('endUserSessions', { id: designer.id }, tool)).toMatchObject({ __typename: 'User' });
  });

  it('[AUTH-6] what is done is on record, and its link is not', async () => {
    const { url, user } = await people.mutate('inviteUser', { email: 'kept@example.org', name: 'Kept', role: 'DESIGNER' }, admin.caller);
    const { rows } = await people.sql.query<{ payload: string }>(
      'SELECT payload FROM outbox WHERE subject = ANY($1) ORDER BY id DESC LIMIT 2',
      [[AUDIT_BEGUN, AUDIT_ENDED]],
    );
    const [ended, begun] = rows.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
    expect(begun).toMatchObject({
      operation: 'inviteUser',
      permission: 'user.manage',
      target: 'kept@example.org',
      actor: { subject: admin.id },
    });
    expect(ended).toMatchObject({ outcome: 'SUCCEEDED', target: user?.id });
    expect(JSON.stringify([begun, ended])).not.toContain(`"${url}"`);
  });
});

describe('the list of people', () => {
  const LIST = `query ($filter: UserFilter, $first: Int, $after: String) { users(first: $first, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { id name email role status local self lastSeenAt accessTokens { totalCount edges { node { name } } } } } } }`;
  interface List {
    users: {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string };
      edges: { node: Record<string, unknown> & { id: string } }[];
    };
  }
  const list = async (variables: object, caller = admin.caller) => {
    const { data, errors } = await people.landing.query<List>(LIST, variables as Record<string, unknown>, caller);
    expect(errors).toBeUndefined();
    return data.users;
  };

  it('[AUTH-4] is filtered by text, role and status, in pages, newest first', async () => {
    const made = [];
    for (let number = 0; number < 5; number++) made.push(await people.person('ENGINEER', { status: 'INVITED' }));
    await people.sql.query(
      `UPDATE "user" SET name = 'Zoë_' || name, created_at = now() - make_interval(secs => array_position($1, id)) WHERE id = ANY($1::text[])`,
      [made.map(({ id }) => id)],
    );
    const filter = { search: ' zOË_', role: 'ENGINEER', status: 'INVITED' };
    const first = await list({ filter, first: 3 });
    const second = await list({ filter, first: 3, after: first.pageInfo.endCursor });
    expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([5, true, false]);
    expect([...first.edges, ...second.edges].map(({ node }) => node.id)).toEqual(made.map(({ id }) => id));
    expect((await list({ filter: { search: 'zo%' } })).totalCount).toBe(0);
    expect((await list({ filter: { search: '_ZO' } })).totalCount).toBe(0);
    expect((await list({ filter: { search: designer.email.toUpperCase() } })).edges.map(({ node }) => node.id)).toEqual([designer.id]);
  });

  it('[AUTH-4] says which one is the viewer, and which one is local', async () => {
    await people.person('DESIGNER', { local: true });
    const { edges } = await list({ first: 200 });
    expect(edges.filter(({ node }) => node['self']).map(({ node }) => node.id)).toEqual([admin.id]);
    expect(edges.some(({ node }) => node['local'])).toBe(true);
  });

  it('[SHAPE-1] costs the same number of statements for one and for many', async () => {
    const count = async (first: number) => (await statementCounter.count(() => list({ first }))).statements.length;
    expect(await count(10)).toBe(await count(1));
    expect(await count(10)).toBe(3);
  });

  it('[AUTH-4] is not shown to designers, engineers and agents', async () => {
    const callers = [designer.caller, engineer.caller, tokenCaller(admin, 'agent', 'AGENT', ['account.read', 'user.read'])];
    for (const caller of callers) {
      const { data, errors } = await people.landing.query('{ users { totalCount } }', {}, caller);
      expect(data).toEqual({ users: null });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', permission: 'user.read' } }]);
    }
  });

  it('[AUTH-4] one by id, and nobody for an id that there is not', async () => {
    const one = '{ a: user(id: "ID") { id email } b: user(id: "usr_nobody") { id } }'.replace('ID', engineer.id);
    expect((await people.landing.query(one, {}, admin.caller)).data).toEqual({ a: { id: engineer.id, email: engineer.email }, b: null });
  });
});

describe('the viewer', () => {
  const VIEWER = '{ viewer { id name email role kind permissions tokenScopes { action agent } identityProvider { embedded name } } }';
  interface Viewer {
    viewer: { permissions: string[]; tokenScopes: { action: string; agent: boolean }[] } | null;
  }
  const view = (caller: Person['caller']) => people.landing.query<Viewer>(VIEWER, {}, caller);

  it('[AUTH-3] is an engineer with what engineers may', async () => {
    const { data, errors } = await view(engineer.caller);
    expect(errors).toBeUndefined();
    expect(data.viewer).toMatchObject({ id: engineer.id, name: engineer.name, email: engineer.email, role: 'ENGINEER', kind: 'HUMAN' });
    expect(data.viewer?.permissions).toEqual([...engineer.caller.permissions].sort());
    expect(data.viewer?.tokenScopes).toContainEqual({ action: 'component.write', agent: true });
    expect(data.viewer?.tokenScopes).toContainEqual({ action: 'build.start', agent: false });
    expect(data.viewer?.tokenScopes.map(({ action }) => action)).not.toContain('access-token.manage');
  });

  it('[AUTH-2] a designer may give no access tokens', async () => {
    expect((await view(designer.caller)).data.viewer?.tokenScopes).toEqual([]);
  });

  it('[AUTH-5] is the person for whom a tool or an agent works, with what it may', async () => {
    const tool = await view(tokenCaller(engineer, 'tool', 'ENGINEER', ['account.read', 'build.read']));
    expect(tool.data.viewer).toMatchObject({
      id: engineer.id,
      kind: 'TOOL',
      role: 'ENGINEER',
      permissions: ['account.read', 'build.read'],
      tokenScopes: [],
    });
    const agent = await view(tokenCaller(engineer, 'agent', 'AGENT', ['account.read', 'component.read']));
    expect(agent.data.viewer).toMatchObject({
      id: engineer.id,
      kind: 'AGENT',
      role: 'AGENT',
      permissions: ['account.read', 'component.read'],
    });
  });

  it('[AUTH-1] is nobody where the user is gone', async () => {
    expect((await view(personCaller('usr_gone', 'Gone', 'ADMIN'))).data).toEqual({ viewer: null });
  });
});
