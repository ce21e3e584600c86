import { getNamedType, type GraphQLObjectType, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import type { Action } from '../auth/index.ts';

/** The permission that a type or field of a subgraph's schema declares (permission-plugin.ts). */
export function declaredPermission(of: { extensions: Readonly<Record<string, unknown>> } | undefined): Action | undefined {
  return of?.extensions['permission'] as Action | undefined;
}

/**
 * Refuses a schema in which a type can be read without a declared permission. Pages and errors hold nothing of their own.
 * Returns the schema that it was given.
 */
export function checkDeclarations(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const abstract = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && type !== schema.getMutationType() && !isStructural(type))
    .flatMap((type) => Object.values((type as GraphQLObjectType).getFields()).map((field) => ({ type, field })))
    .filter(
      ({ field }) => isAbstractType(getNamedType(field.type)) && declaredPermission(field) === undefined && !field.name.startsWith('_'),
    );
  if (abstract.length > 0) {
    throw new Error(
      `These fields may return one of several types, whose permissions nobody can look up, and declare none: ${abstract.map(({ type, field }) => `${type.name}.${field.name}`).join(', ')}.`,
    );
  }
  const undeclared = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType =>
      isObjectType(type) && !roots.includes(type) && !isStructural(type) && declaredPermission(type) === undefined,
  );
  if (undeclared.length === 0) return schema;
  throw new Error(
    `These types declare no permission: ${undeclared.map(({ name }) => name).join(', ')}. Give each one of the permission table (platform/src/auth/permissions.ts).`,
  );
}

/** Types that only carry others, and errors. */
export function isStructural(type: GraphQLObjectType): boolean {
  return (
    type.name.startsWith('_') ||
    /(Connection|Edge)$/.test(type.name) ||
    type.name === 'PageInfo' ||
    type.name === 'FieldError' ||
    type.getInterfaces().some(({ name }) => name === 'Error')
  );
}
