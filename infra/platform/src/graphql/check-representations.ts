import { type GraphQLSchema, isUnionType } from 'graphql';
import { type Action, refusalFor } from '../auth/index.ts';
import { WissilError } from '../errors/index.ts';
import { declaredPermission } from './check-declarations.ts';
import type { RequestContext } from './request-context.ts';

/**
 * Has `_entities` refuse what names no entity of the subgraph by type and id, and what the caller may not see, before a reference resolver
 * sees it. Every entity's key is `id`. Returns the schema that it was given.
 */
export function checkRepresentations(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const entities = schema.getType('_Entity');
  const resolve = field?.resolve;
  if (!field || !resolve || !isUnionType(entities)) return schema;
  const names = new Set(entities.getTypes().map(({ name }) => name));
  const permissions = new Map(entities.getTypes().map((type) => [type.name, declaredPermission(type) as Action]));
  field.resolve = async (source, args: { representations: readonly unknown[] }, context: RequestContext, info) => {
    const denied = new Map<number, Action>();
    for (const [index, representation] of args.representations.entries()) {
      const { __typename, id } = (representation ?? {}) as { __typename?: unknown; id?: unknown };
      if (typeof __typename !== 'string' || !names.has(__typename) || typeof id !== 'string') {
        const expected = `{ __typename, id } of ${[...names].join(', ')}`;
        throw new WissilError('BAD_REQUEST', `representations.${index} names no entity of this subgraph: it must be ${expected}.`);
      }
      const action = permissions.get(__typename) as Action;
      if (!context.caller.permissions.has(action)) denied.set(index, action);
    }
    if (denied.size === 0) return resolve(source, args, context, info) as unknown;
    await Promise.all(
      [...new Set(denied.values())].map((action) => context.denied('Query._entities', action, refusalFor(context.caller, action).code)),
    );
    const allowed = args.representations.filter((_representation, index) => !denied.has(index));
    const found = allowed.length === 0 ? [] : ((await resolve(source, { representations: allowed }, context, info)) as unknown[]);
    let next = 0;
    return args.representations.map((_representation, index) => {
      const action = denied.get(index);
      return action === undefined ? found[next++] : refusalFor(context.caller, action);
    });
  };
  return schema;
}
