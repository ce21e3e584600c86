import SchemaBuilder from '@pothos/core';
import { describe, expect, it } from 'vitest';
import type { Action } from '../auth/index.ts';
import { type AnyBuilder, buildSubgraphSchema, registerSharedTypes, subgraphBuilderOptions } from './subgraph-builder.ts';

/** A subgraph's builder without a database. */
function tinyBuilder(): AnyBuilder {
  const builder = new SchemaBuilder(subgraphBuilderOptions({ datamodel: { models: {}, enums: [], types: [] } }) as never);
  registerSharedTypes(builder as AnyBuilder);
  return builder as AnyBuilder;
}

describe('a subgraph', () => {
  const thing = (builder: AnyBuilder, permission?: Action) =>
    builder
      .objectRef<{ name: string }>('Thing')
      .implement({ ...(permission && { permission }), fields: (t) => ({ name: t.exposeString('name') }) });

  it('[AUTH-4] builds when everything declares its permission', () => {
    const builder = tinyBuilder();
    const type = thing(builder, 'system.read');
    builder.queryField('thing', (t) => t.field({ type, permission: 'system.read', nullable: true, resolve: () => null }));
    expect(buildSubgraphSchema(builder).getType('Thing')).toBeDefined();
  });

  it.each(['query', 'mutation', 'subscription'] as const)('[AUTH-4] does not build with a %s that declares none', (root) => {
    const builder = tinyBuilder();
    const type = thing(builder, 'system.read');
    builder.queryField('fine', (t) => t.boolean({ permission: 'system.read', resolve: () => true }));
    const field = { type, nullable: true, resolve: () => null } as const;
    if (root === 'query') builder.queryField('loose', (t) => t.field(field));
    if (root === 'mutation') {
      builder.mutationType({});
      builder.mutationField('loose', (t) => t.field(field));
    }
    if (root === 'subscription') {
      builder.subscriptionType({});
      builder.subscriptionField('loose', (t) => t.field({ ...field, subscribe: () => ({}) as never }));
    }
    expect(() => buildSubgraphSchema(builder)).toThrow(/\.loose declares no permission/);
  });

  it('[AUTH-4] does not build with a type that declares none', () => {
    const builder = tinyBuilder();
    const type = thing(builder);
    builder.queryField('thing', (t) => t.field({ type, permission: 'system.read', nullable: true, resolve: () => null }));
    expect(() => buildSubgraphSchema(builder)).toThrow(/These types declare no permission: Thing\./);
  });

  it('[AUTH-4] does not build with a field of one of several types that declares none', () => {
    const builder = tinyBuilder();
    const either = builder.unionType('Either', { types: [thing(builder, 'user.read')], resolveType: () => 'Thing' });
    const holder = builder.objectRef<object>('Holder').implement({
      permission: 'system.read',
      fields: (t) => ({ either: t.field({ type: either, nullable: true, resolve: () => null }) }),
    });
    builder.queryField('holder', (t) => t.field({ type: holder, permission: 'system.read', nullable: true, resolve: () => null }));
    expect(() => buildSubgraphSchema(builder)).toThrow(/Holder\.either/);
  });

  it('[AUTH-4] does not build with a field of several types of which one needs something else', () => {
    const builder = tinyBuilder();
    const types = [
      thing(builder, 'user.read'),
      builder.objectRef('Open').implement({ permission: 'system.read', fields: (t) => ({ fine: t.boolean({ resolve: () => true }) }) }),
    ];
    const either = builder.unionType('Either', { types, resolveType: () => 'Thing' });
    const field = { type: either, permission: 'system.read', nullable: true, resolve: () => null } as const;
    builder.queryField('either', (t) => t.field(field));
    expect(() => buildSubgraphSchema(builder)).toThrow(/do not all need what the field declares: Query\.either\./);
  });

  it.each(['Thing', 'Things'])('[AUTH-4] does not build with a page that is named after something else than a %s', (held) => {
    const builder = tinyBuilder();
    const page = { type: thing(builder, 'user.read'), permission: 'system.read', nullable: true, resolve: () => null } as const;
    builder.queryField('page', (t) =>
      t.connection(page, { name: `${held}Connection` }, { name: held === 'Thing' ? 'OtherEdge' : 'ThingEdge' }),
    );
    expect(() => buildSubgraphSchema(builder)).toThrow(held === 'Thing' ? / of it: OtherEdge\./ : / of it: ThingsConnection\./);
  });

  it('[AUTH-4] does not build with something else that is named as a page is', () => {
    const builder = tinyBuilder();
    const fields = {
      permission: undefined,
      fields: (t: { string: (options: object) => never }) => ({ password: t.string({ resolve: () => 'x' }) }),
    };
    const type = builder.objectRef('DatabaseConnection').implement(fields as never);
    builder.queryField('database', (t) => t.field({ type, permission: 'system.read', nullable: true, resolve: () => null }));
    expect(() => buildSubgraphSchema(builder)).toThrow(/ of it: DatabaseConnection\./);
  });
});
