import SchemaBuilder from '@pothos/core';
import { execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { AUDIT_BEGUN, AUDIT_ENDED, AUDIT_NOTED, AuditTrail } from '../audit/index.ts';
import { type Action, callerOf, type Role } from '../auth/index.ts';
import { ConflictError } from '../errors/index.ts';
import { createLogger } from '../logging/index.ts';
import { gatherDenials } from './denials.ts';
import { Loaders, type RequestContext } from './request-context.ts';
import { type AnyBuilder, buildSubgraphSchema, registerSharedTypes, subgraphBuilderOptions } from './subgraph-builder.ts';

/** Nothing of it may be in any answer to who lacks `user.read`. */
const SECRET = 'ada-is-here';
const PEOPLE = [{ id: 'usr_1', name: SECRET }];

interface Person {
  id: string;
  name: string;
}

class Machine {
  readonly serial = SECRET;
}

const logger = createLogger({ level: 'silent', name: 'permission-plugin-test' });

/** A graph in which every way leads to a person, whom users of `user.read` alone may see, from what everybody with `system.read` may. */
function peopleGraph() {
  const looked: string[] = [];
  const builder = new SchemaBuilder(subgraphBuilderOptions({ datamodel: { models: {}, enums: [], types: [] } }) as never) as AnyBuilder;
  registerSharedTypes(builder);
  const look = <Value>(way: string, value: Value): Value => (looked.push(way), value);

  const person = builder.objectRef<Person>('Person').implement({
    permission: 'user.read',
    fields: (t) => ({
      id: t.exposeID('id', { nullable: false }),
      name: t.exposeString('name', { nullable: false }),
      pay: t.int({ permission: 'audit.read', nullable: true, resolve: () => look('pay', 4711) }),
    }),
  });
  builder.asEntity(person, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: ({ id }) => look('reference', PEOPLE.find((each) => each.id === id) ?? null),
  });
  const machine = builder.objectType(Machine, {
    name: 'Computer',
    permission: 'user.read',
    fields: (t) => ({ serial: t.exposeString('serial', { nullable: true }) }),
  });
  const page = (way: string) =>
    look(way, {
      totalCount: PEOPLE.length,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      edges: PEOPLE.map((node) => ({ cursor: SECRET, node })),
    });
  const system = builder.objectRef<object>('System').implement({
    permission: 'system.read',
    fields: (t) => ({
      name: t.string({ nullable: false, resolve: () => 'SLATE' }),
      owner: t.field({ type: person, nullable: true, resolve: () => look('owner', PEOPLE[0]) as Person }),
      people: t.field({ type: [person], nullable: true, resolve: () => look('people', PEOPLE) }),
      members: t.connection(
        { type: person, nullable: true, resolve: () => page('members') as never },
        { name: 'PersonConnection' },
        { name: 'PersonEdge' },
      ),
      machine: t.field({ type: machine, nullable: true, resolve: () => look('machine', new Machine()) }),
    }),
  });
  builder.queryField('system', (t) => t.field({ type: system, permission: 'system.read', nullable: true, resolve: () => ({}) }));
  builder.queryField('person', (t) =>
    t.field({ type: person, permission: 'system.read', nullable: true, resolve: () => look('person', PEOPLE[0]) as Person }),
  );
  builder.mutationType({});
  builder.mutationField('rename', (t) =>
    t.field({
      type: system,
      permission: 'system.check',
      errors: { types: [ConflictError] },
      args: {
        input: t.arg({
          type: builder.inputType('RenameInput', { fields: (f) => ({ name: f.string({ required: true }) }) }),
          required: true,
        }),
      },
      resolve: (_root: unknown, { input }: { input: { name: string } }) => {
        const { name } = input;
        look('rename', name);
        if (name === 'taken') throw new ConflictError('There is one of that name already.');
        if (name === 'broken') throw new TypeError('x is undefined');
        return {};
      },
    }),
  );
  builder.mutationField('hire', (t) =>
    t.field({ type: person, permission: 'system.check', errors: {}, resolve: () => look('hire', PEOPLE[0]) as Person }),
  );
  return { schema: buildSubgraphSchema(builder), looked };
}

function scene() {
  const { schema, looked } = peopleGraph();
  const told: { subject: string; payload: Record<string, unknown> }[] = [];
  const audit = new AuditTrail('test', async (event) => told.push(event as (typeof told)[number]), logger);
  const ask = async (document: string, role: Role, actions?: readonly Action[]) => {
    const caller = callerOf(
      {
        kind: 'tool',
        subject: 'usr_dora',
        name: 'Dora',
        role,
        ...(actions && { actions }),
        credential: 'act_1',
        credentialName: 'ci',
        expiresAt: Infinity,
      },
      '192.0.2.7',
    );
    const request = { caller, requestId: 'r1', logger, signal: undefined, loaders: new Loaders(), audit };
    const contextValue: RequestContext = { ...request, denied: gatherDenials(audit, request) };
    return execute({ schema, document: parse(document), contextValue });
  };
  return { ask, told, looked };
}

describe('the permission of a type guards every way into it', () => {
  it.each([
    ['a field of another type', '{ system { name owner { name } } }', ['system', 'owner']],
    ['a field of another type, for its name alone', '{ system { owner { __typename } } }', ['system', 'owner']],
    ['a list', '{ system { people { id } } }', ['system', 'people']],
    ['the nodes of a page', '{ system { members { edges { node { name } } } } }', ['system', 'members']],
    ['the edges of a page', '{ system { members { edges { cursor } } } }', ['system', 'members']],
    ['the count of a page', '{ system { members { totalCount } } }', ['system', 'members']],
    ['whether a page goes on', '{ system { members { pageInfo { hasNextPage } } } }', ['system', 'members']],
    ['a root field that needs less', '{ person { name } }', ['person']],
    ['a type that is known by its class', '{ system { machine { serial } } }', ['system', 'machine']],
  ])('[AUTH-2] %s', async (_way, document, path) => {
    const { ask, looked } = scene();
    const denied = await ask(document, 'DESIGNER');
    expect(denied.errors?.map((error) => [error.path, error.originalError])).toMatchObject([
      [path, { code: 'FORBIDDEN', permission: 'user.read' }],
    ]);
    expect(JSON.stringify(denied)).not.toContain(SECRET);
    expect(path.reduce<unknown>((data, name) => (data as Record<string, unknown>)[name], denied.data)).toBeNull();
    expect(looked, 'nothing is looked up for who may not see it').toEqual([]);

    const allowed = await ask(document, 'ADMIN');
    expect(allowed.errors).toBeUndefined();
    expect(looked).toHaveLength(1);
  });

  it('[AUTH-2] and what may be seen beside it is seen', async () => {
    const { ask } = scene();
    const { data } = await ask('{ system { name owner { name } people { id } } }', 'DESIGNER');
    expect(data).toEqual({ system: { name: 'SLATE', owner: null, people: null } });
  });

  it('[AUTH-4] a field that declares more than its type needs that too', async () => {
    const { ask, looked } = scene();
    const { data, errors } = await ask('{ person { name pay } }', 'ADMIN', ['system.read', 'user.read']);
    expect(data).toEqual({ person: { name: SECRET, pay: null } });
    expect(errors?.map(({ originalError }) => originalError)).toMatchObject([{ permission: 'audit.read' }]);
    expect(looked).toEqual(['person']);
    expect((await ask('{ person { pay } }', 'ADMIN')).data).toEqual({ person: { pay: 4711 } });
  });

  it('[AUTH-2] representations', async () => {
    const { ask, looked, told } = scene();
    const document =
      '{ _entities(representations: [{ __typename: "Person", id: "usr_1" }, { __typename: "Person", id: "usr_2" }]) { ... on Person { name } } }';
    const { data, errors } = await ask(document, 'DESIGNER');
    expect(data).toEqual({ _entities: [null, null] });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['_entities', 0],
      ['_entities', 1],
    ]);
    expect(looked, 'whether there is such a person is not asked').toEqual([]);
    expect(told.map(({ payload }) => payload['permission'])).toEqual(['user.read']);
    expect((await ask(document, 'ADMIN')).data).toEqual({ _entities: [{ name: SECRET }, null] });
  });
});

describe('what is denied', () => {
  it('[AUTH-6] to one request is one entry, with who, where and which fields', async () => {
    const { ask, told } = scene();
    await ask('{ a: system { owner { name } people { id } } b: system { owner { id } } person { id } }', 'DESIGNER');
    expect(told.map(({ subject }) => subject)).toEqual([AUDIT_NOTED]);
    expect(told[0]?.payload).toMatchObject({
      actor: { subject: 'usr_dora', role: 'DESIGNER', credential: 'act_1', credentialName: 'ci' },
      address: '192.0.2.7',
      operation: 'query',
      permission: 'user.read',
      outcome: 'DENIED',
      code: 'FORBIDDEN',
    });
    const { fields } = told[0]?.payload['detail'] as { fields: string[] };
    expect([...fields].sort()).toEqual(['Query.person', 'System.owner', 'System.people']);
  });

  it('[AUTH-6] and what is allowed is no entry', async () => {
    const { ask, told } = scene();
    await ask('{ system { owner { name } } }', 'ADMIN');
    expect(told).toEqual([]);
  });
});

describe('a mutation', () => {
  const rename = (name: string) =>
    `mutation { rename(input: { name: "${name}" }) { __typename ... on Error { code } ... on ForbiddenError { permission } } }`;

  it('[AUTH-6] that is denied does not begin, and is on record', async () => {
    const { ask, looked, told } = scene();
    expect((await ask(rename('x'), 'DESIGNER')).data).toEqual({
      rename: { __typename: 'ForbiddenError', code: 'FORBIDDEN', permission: 'system.check' },
    });
    expect(looked).toEqual([]);
    expect(told).toMatchObject([{ subject: AUDIT_NOTED, payload: { operation: 'rename', outcome: 'DENIED', permission: 'system.check' } }]);
  });

  it('[AUTH-2] does not begin for who may not see what it answers with', async () => {
    const { ask, looked } = scene();
    expect(
      (await ask('mutation { hire { __typename ... on ForbiddenError { permission } ... on Person { name } } }', 'ENGINEER')).data,
    ).toEqual({
      hire: { __typename: 'ForbiddenError', permission: 'user.read' },
    });
    expect(looked).toEqual([]);
  });

  it.each([
    ['SUCCEEDED', 'fine', undefined],
    ['REFUSED', 'taken', 'CONFLICT'],
    ['FAILED', 'broken', 'INTERNAL_SERVER_ERROR'],
  ])('[AUTH-6] is on record before it begins and when it has ended: %s', async (outcome, name, code) => {
    const { ask, looked, told } = scene();
    await ask(rename(name), 'ENGINEER');
    expect(looked).toEqual(['rename']);
    expect(told.map(({ subject }) => subject)).toEqual([AUDIT_BEGUN, AUDIT_ENDED]);
    expect(told[0]?.payload).toMatchObject({ operation: 'rename', permission: 'system.check', target: name, detail: { name } });
    expect(told[1]?.payload).toMatchObject({ id: told[0]?.payload['id'], outcome });
    expect(told[1]?.payload['code']).toBe(code);
  });

  it('[AUTH-6] of several in one request each is judged and on record by itself', async () => {
    const { ask, told } = scene();
    await ask(
      `mutation { one: rename(input: { name: "one" }) { __typename } two: rename(input: { name: "taken" }) { __typename } hire { __typename } }`,
      'ENGINEER',
    );
    expect(told.map(({ payload }) => [payload['operation'], payload['outcome']])).toEqual([
      ['rename', undefined],
      [undefined, 'SUCCEEDED'],
      ['rename', undefined],
      [undefined, 'REFUSED'],
      ['hire', 'DENIED'],
    ]);
  });
});
