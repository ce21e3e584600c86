import { getNamedType, type GraphQLObjectType, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import type { Action } from '../auth/index.ts';

/** The permission that a type or field of a subgraph's schema declares (permission-plugin.ts). */
export function declaredPermission(of: { extensions: Readonly<Record<string, unknown>> } | undefined): Action | undefined {
  return of?.extensions['permission'] as Action | undefined;
}

/**
 * Refuses a schema in which something can be read without the permission of its type. Pages and errors hold nothing of their own.
 * Returns the schema that it was given.
 */
export function checkDeclarations(schema: GraphQLSchema): GraphQLSchema {
  refuse(misnamedPages(schema), (names) => [
    `These are guarded as the type that they are named after, and are no pages or edges of it: ${names}.`,
    'Call a page of a Thing ThingConnection and its edges ThingEdge, and nothing else so.',
  ]);
  refuse(unguardedChoices(schema), (names) => [
    `These fields may return one of several types that do not all need what the field declares: ${names}.`,
    'The field and each of those types must declare the same permission.',
  ]);
  refuse(undeclaredTypes(schema), (names) => [
    `These types declare no permission: ${names}.`,
    'Give each one of the permission table (platform/src/auth/permissions.ts).',
  ]);
  return schema;
}

/** @throws Error where there are names */
function refuse(names: readonly string[], sentences: (names: string) => readonly string[]): void {
  if (names.length > 0) throw new Error(sentences(names.join(', ')).join(' '));
}

function misnamedPages(schema: GraphQLSchema): string[] {
  return objectTypes(schema)
    .filter(({ name }) => PAGE.test(name))
    .filter((type) => {
      const edges = type.getFields()['edges'];
      const edge = type.name.endsWith('Edge') ? type : edges && getNamedType(edges.type);
      const node = isObjectType(edge) ? edge.getFields()['node'] : undefined;
      return node === undefined || getNamedType(node.type).name !== type.name.replace(PAGE, '');
    })
    .map(({ name }) => name);
}

/** What a mutation answers with is looked at where it begins (permission-plugin.ts). */
function unguardedChoices(schema: GraphQLSchema): string[] {
  return objectTypes(schema)
    .filter((type) => type !== schema.getMutationType() && !isStructural(type))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ field }) => {
      const target = getNamedType(field.type);
      if (!isAbstractType(target) || field.name.startsWith('_')) return false;
      const own = declaredPermission(field);
      return own === undefined || schema.getPossibleTypes(target).some((each) => !isStructural(each) && declaredPermission(each) !== own);
    })
    .map(({ type, field }) => `${type.name}.${field.name}`);
}

function undeclaredTypes(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return objectTypes(schema)
    .filter((type) => !roots.includes(type) && !isStructural(type) && declaredPermission(type) === undefined)
    .map(({ name }) => name);
}

function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(isObjectType);
}

const PAGE = /(Connection|Edge)$/;

/** Types that only carry others, and errors. */
export function isStructural(type: GraphQLObjectType): boolean {
  return (
    type.name.startsWith('_') ||
    PAGE.test(type.name) ||
    type.name === 'PageInfo' ||
    type.name === 'FieldError' ||
    type.getInterfaces().some(({ name }) => name === 'Error')
  );
}
