import { type GraphQLSchema, isUnionType } from 'graphql';
import { WissilError } from '../errors/index.ts';

/**
 * Has `_entities` refuse what names no entity of the subgraph by type and id, before a reference resolver sees it.
 * Every entity's key is `id`. Returns the schema that it was given.
 */
export function checkRepresentations(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const entities = schema.getType('_Entity');
  const resolve = field?.resolve;
  if (!field || !resolve || !isUnionType(entities)) return schema;
  const names = new Set(entities.getTypes().map(({ name }) => name));
  field.resolve = (source, args: { representations: readonly unknown[] }, context, info) => {
    for (const [index, representation] of args.representations.entries()) {
      const { __typename, id } = (representation ?? {}) as { __typename?: unknown; id?: unknown };
      if (typeof __typename !== 'string' || !names.has(__typename) || typeof id !== 'string') {
        const expected = `{ __typename, id } of ${[...names].join(', ')}`;
        throw new WissilError('BAD_REQUEST', `representations.${index} names no entity of this subgraph: it must be ${expected}.`);
      }
    }
    return resolve(source, args, context, info) as unknown;
  };
  return schema;
}
