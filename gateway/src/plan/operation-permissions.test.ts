import { ANONYMOUS } from '@wissil/platform/auth';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeSupergraph } from '../supergraph/compose.ts';
import { loadSupergraph } from '../supergraph/load-supergraph.ts';
import { testCaller } from '../testing/test-identities.ts';
import { compileOperation } from './compile-operation.ts';

const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@external", "@requires", "@composeDirective"])
  @link(url: "https://wissil.dev/permission/v1.0", import: ["@permission"])
  @composeDirective(name: "@permission")
directive @permission(action: String!) on FIELD_DEFINITION | OBJECT
`;

const supergraph = loadSupergraph(
  composeSupergraph([
    {
      name: 'one',
      url: 'http://127.0.0.1:1',
      sdl: `${HEAD}
      type Query {
        systems: [System!]! @permission(action: "system.read")
        builds: BuildConnection
        anything: Thing
        things: [Named!]!
        me: Person @permission(action: "account.read")
        later: String @permission(action: "not.known.yet")
      }
      type Mutation { check: System @permission(action: "system.check") }
      type Subscription { changed: Build }
      interface Named { name: String! }
      union Thing = System | Build | Plain
      type System implements Named @key(fields: "id") @permission(action: "system.read") { id: ID! name: String! owner: Person }
      type Build implements Named @key(fields: "id") @permission(action: "build.read") { id: ID! name: String! weight: Int log: String @permission(action: "audit.read") }
      type BuildConnection { totalCount: Int! edges: [BuildEdge!]! }
      type BuildEdge { node: Build! }
      type Person @permission(action: "account.read") { name: String! }
      type Plain implements Named { name: String! }`,
    },
    {
      name: 'two',
      url: 'http://127.0.0.1:2',
      sdl: `${HEAD}
      type Build @key(fields: "id") @permission(action: "build.read") { id: ID! log: String @external cost: Int @requires(fields: "log") @permission(action: "deployment.read") }`,
    },
  ]).sdl,
);

function permissionsOf(query: string) {
  const services = { clientOf: () => undefined as never, internOperation: () => undefined as never };
  return compileOperation(supergraph, { document: parse(query), operationName: null }, services).permissions;
}

describe('the actions that an operation needs', () => {
  it.each([
    ['a field’s own and its type’s', '{ systems { id } }', ['system.read']],
    ['those of fields below', '{ systems { owner { name } } }', ['account.read', 'system.read']],
    ['a page of a type, without an object of it', '{ builds { totalCount } }', ['build.read']],
    ['an edge of a page', '{ builds { edges { __typename } } }', ['build.read']],
    [
      'a union: the types of which something is selected',
      '{ anything { __typename ... on Plain { name } ... on Build { id } } }',
      ['build.read'],
    ],
    ['an interface: every type that it may be', '{ things { name } }', ['build.read', 'system.read']],
    ['an interface, narrowed', '{ things { ... on Plain { name } __typename } }', []],
    [
      'a fragment in a fragment',
      '{ ...A } fragment A on Query { things { ...B } } fragment B on Build { log }',
      ['audit.read', 'build.read'],
    ],
    ['a fragment of an interface within a union', '{ anything { ... on Named { name } } }', ['build.read', 'system.read']],
    [
      'what is left out this time',
      'query ($no: Boolean = false) { builds { totalCount } me @include(if: $no) { name } }',
      ['account.read', 'build.read'],
    ],
    ['aliases', '{ a: systems { b: id } }', ['system.read']],
    ['an event', 'subscription { changed { log } }', ['audit.read', 'build.read']],
    ['a mutation', 'mutation { check { id } }', ['system.check', 'system.read']],
    ['nothing that is guarded', '{ __typename __schema { queryType { name } } anything { __typename } }', []],
  ])('[AUTH-6] %s', (_what, query, actions) => {
    expect(permissionsOf(query).actions).toEqual(actions);
  });

  it('[AUTH-6] are found in time, however often fragments spread one another', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, index) => `fragment F${index} on System { ...F${index + 1} ...F${index + 1} owner { name } }`,
    );
    const query = `{ systems { ...F0 } } ${fragments.join(' ')} fragment F40 on System { id }`;
    expect(permissionsOf(query).actions).toEqual(['account.read', 'system.read']);
  });
});

describe('who shares work', () => {
  const ada = testCaller('ENGINEER.ada');
  const bob = testCaller('ENGINEER.bob');

  it('[AUTH-2] callers with equal permissions that are enough', () => {
    const { scopeOf } = bound('{ systems { id } builds { totalCount } }');
    expect([scopeOf(ada), scopeOf(bob)]).toEqual(['ENGINEER', 'ENGINEER']);
    expect(scopeOf(testCaller('ADMIN'))).toBe('ADMIN');
  });

  it('[AUTH-6] nobody with somebody who lacks a permission: each denied attempt is one person’s', () => {
    const { scopeOf, missing } = bound('{ systems { id } builds { totalCount } }');
    const [one, two] = [testCaller('DESIGNER.one'), testCaller('DESIGNER.two')];
    expect([scopeOf(one), scopeOf(two)]).toEqual([one.personalScope, two.personalScope]);
    expect([missing(one), missing(ada)]).toEqual(['build.read', undefined]);
  });

  it('[AUTH-5] nobody with a token that may less than the role', () => {
    const { scopeOf } = bound('{ systems { id } }');
    const token = testCaller('ENGINEER.ada', { kind: 'tool', actions: ['system.read'], credential: 'act_1' });
    expect(scopeOf(token)).toBe('ENGINEER system.read');
    expect(bound('{ builds { totalCount } }').scopeOf(token)).toBe(token.personalScope);
  });

  it('[AUTH-2] nobody, where the answer depends on who asks, here or in what is fetched on the way', () => {
    expect(new Set([ada, bob].map(bound('{ me { name } }').scopeOf)).size).toBe(2);
    expect(bound('{ systems { id owner { __typename } } }').scopeOf(ada)).toBe(ada.personalScope);
    const required = permissionsOf('{ builds { edges { node { cost } } } }');
    expect(required.actions).toEqual(['build.read', 'deployment.read']);
    // `cost` has the gateway fetch `log`, which an engineer may not see.
    expect([required.scopeOf(ada), required.scopeOf(testCaller('ADMIN'))]).toEqual([ada.personalScope, 'ADMIN']);
  });

  it('[AUTH-6] nobody in a mutation, nor under an action that the permission table does not know', () => {
    expect(bound('mutation { check { id } }').scopeOf(ada)).toBe(ada.personalScope);
    const admin = testCaller('ADMIN');
    expect(bound('{ later }').scopeOf(admin)).toBe(admin.personalScope);
    expect(bound('{ later }').missing(admin)).toBe('not.known.yet');
    expect(bound('{ systems { id } }').scopeOf(ANONYMOUS)).toBe('anonymous');
  });

  function bound(query: string) {
    const permissions = permissionsOf(query);
    return { scopeOf: permissions.scopeOf.bind(permissions), missing: permissions.missing.bind(permissions) };
  }
});
