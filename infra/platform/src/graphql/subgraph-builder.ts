import type { SchemaTypes } from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import ErrorsPlugin from '@pothos/plugin-errors';
import FederationPlugin from '@pothos/plugin-federation';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import { DirectiveLocation, GraphQLDirective, GraphQLNonNull, GraphQLString, type GraphQLSchema } from 'graphql';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../errors/index.ts';
import { checkDeclarations } from './check-declarations.ts';
import { checkRepresentations } from './check-representations.ts';
import { PERMISSION_DIRECTIVE, PERMISSION_PLUGIN } from './permission-plugin.ts';
import { dateTimeScalar, jsonScalar } from './scalars.ts';

/** What every subgraph's builder is typed with, beside its Prisma types and context. */
export interface SubgraphTypes<PrismaTypes, Context extends object> {
  PrismaTypes: PrismaTypes;
  Context: Context;
  Connection: { totalCount: number | PromiseLike<number> };
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
  };
  Directives: {
    eventSource: { locations: 'FIELD_DEFINITION'; args: { subject: string } };
  };
}

/** The plugins and conventions of every subgraph: Relay connections with `totalCount`, mutations that answer with a union of result and errors. */
export function subgraphBuilderOptions<Client, Context extends { db: Client }>(datamodel: { datamodel: unknown }) {
  return {
    // Errors come first, so that what a later plugin's wrapper throws becomes a typed error too; permissions before anything is looked up.
    plugins: [ErrorsPlugin, PERMISSION_PLUGIN, RelayPlugin, PrismaPlugin, DirectivesPlugin, FederationPlugin] as [
      'errors',
      'permission',
      'relay',
      'prisma',
      'directives',
      'federation',
    ] &
      string[],
    defaultFieldNullability: false,
    errors: {
      directResult: true,
      // Every mutation may be refused.
      defaultTypes: [ForbiddenError] as (typeof ForbiddenError)[],
      defaultUnionOptions: { name: ({ fieldName }: { fieldName: string }) => `${fieldName[0]?.toUpperCase()}${fieldName.slice(1)}Result` },
    },
    relay: {
      clientMutationId: 'omit',
      cursorType: 'String',
      nodeQueryOptions: false,
      nodesQueryOptions: false,
      edgesFieldOptions: { nullable: { list: false, items: false } },
      nodeFieldOptions: { nullable: false },
      pageInfoTypeOptions: { shareable: true },
    },
    prisma: {
      client: (context: Context) => context.db as never,
      dmmf: datamodel,
    },
  } as const;
}

/** Any subgraph's builder. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shared types do not depend on the subgraph's own
export type AnyBuilder = PothosSchemaTypes.SchemaBuilder<any>;

/** Adds what all subgraphs share: the root types, the scalars, `totalCount` and the error types of mutations. */
export function registerSharedTypes(builder: AnyBuilder): void {
  const shared = builder as PothosSchemaTypes.SchemaBuilder<SchemaTypes>;
  shared.queryType({});
  shared.addScalarType('DateTime' as never, dateTimeScalar);
  shared.addScalarType('JSON' as never, jsonScalar);
  shared.globalConnectionField('totalCount', (t) =>
    t.int({ nullable: false, resolve: (connection) => (connection as unknown as { totalCount: number }).totalCount }),
  );

  const errorInterface = shared.interfaceRef<{ code: string; message: string }>('Error').implement({
    description:
      'An expected failure of a mutation. `code` is from the table in infra/docs/errors.md; `message` says what is wrong and what to do.',
    fields: (t) => ({ code: t.exposeString('code', { nullable: false }), message: t.exposeString('message', { nullable: false }) }),
  });
  const fieldError = shared.objectRef<{ path: string; message: string }>('FieldError').implement({
    description: 'What is wrong with one value of the input.',
    shareable: true,
    fields: (t) => ({ path: t.exposeString('path', { nullable: false }), message: t.exposeString('message', { nullable: false }) }),
  });
  shared.objectType(InvalidInputError, {
    name: 'InvalidInputError',
    interfaces: [errorInterface],
    shareable: true,
    fields: (t) => ({
      fields: t.field({ type: [fieldError], nullable: false, resolve: (error) => [...(error as unknown as InvalidInputError).fields] }),
    }),
  });
  shared.objectType(NotFoundError, { name: 'NotFoundError', interfaces: [errorInterface], shareable: true });
  shared.objectType(ForbiddenError, {
    name: 'ForbiddenError',
    interfaces: [errorInterface],
    shareable: true,
    fields: (t) => ({
      permission: t.exposeString('permission', { nullable: false, description: 'The action of the permission table that is missing.' }),
    }),
  });
  shared.objectType(ConflictError, { name: 'ConflictError', interfaces: [errorInterface], shareable: true });
}

/**
 * The subgraph's executable schema, printed by codegen.ts with its federation directives.
 * @throws Error where a type or a root field declares no permission
 */
export function buildSubgraphSchema(builder: AnyBuilder, options: { eventSource?: boolean } = {}): GraphQLSchema {
  const own = [permissionDirective, ...(options.eventSource ? [eventSourceDirective] : [])];
  const schema = builder.toSubGraphSchema({
    linkUrl: 'https://specs.apollo.dev/federation/v2.6',
    composeDirectives: own.map(({ name }) => `@${name}` as const),
    directives: own,
    extensions: {
      directives: own.map(({ name }) => ({ name: 'link', args: { url: `https://wissil.dev/${name}/v1.0`, import: [`@${name}`] } })),
    },
  });
  return checkRepresentations(checkDeclarations(schema));
}

/** What reading the field, or anything of the type, needs. */
const permissionDirective = new GraphQLDirective({
  name: PERMISSION_DIRECTIVE,
  description: 'The action of the permission table that this needs.',
  locations: [DirectiveLocation.FIELD_DEFINITION, DirectiveLocation.OBJECT],
  args: { action: { type: new GraphQLNonNull(GraphQLString) } },
});

/** The bus subject whose events feed a Subscription field; `{args.name}` stands for an argument's value, `{caller.subject}` for who listens. */
const eventSourceDirective = new GraphQLDirective({
  name: 'eventSource',
  description:
    'The event-bus subject that feeds this field; `{args.name}` stands for the value of an argument, `{caller.subject}` for who listens.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { subject: { type: new GraphQLNonNull(GraphQLString) } },
});
