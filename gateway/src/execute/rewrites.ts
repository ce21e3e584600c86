import type { FetchDataRewrite } from '@apollo/query-planner';
import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import type { DataObject } from './execution-state.ts';

const FRAGMENT = '... on ';

/** Applies the planner's rewrites (of a representation before it is sent, or of an answer) in place. */
export function applyRewrites(schema: GraphQLSchema, rewrites: readonly FetchDataRewrite[], value: unknown): void {
  for (const rewrite of rewrites) {
    const field = rewrite.path.at(-1);
    if (field === undefined) continue;
    visitAt(schema, value, { path: rewrite.path.slice(0, -1), visit: (object) => rewriteField(object, field, rewrite) });
  }
}

function rewriteField(object: DataObject, field: string, rewrite: FetchDataRewrite): void {
  if (rewrite.kind === 'ValueSetter') {
    object[field] = rewrite.setValueTo;
  } else if (Object.hasOwn(object, field) && object[field] !== undefined && object[field] !== null) {
    object[rewrite.renameKeyTo] = object[field];
    object[field] = undefined;
  }
}

function visitAt(schema: GraphQLSchema, value: unknown, target: { path: readonly string[]; visit(object: DataObject): void }): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) visitAt(schema, item, target);
    return;
  }
  const [first, ...rest] = target.path;
  if (first === undefined) {
    target.visit(value as DataObject);
  } else if (first.startsWith(FRAGMENT)) {
    const typeName = (value as DataObject)['__typename'];
    if (typeof typeName !== 'string' || isOfType(schema, typeName, first.slice(FRAGMENT.length)))
      visitAt(schema, value, { path: rest, visit: target.visit });
  } else if (Object.hasOwn(value, first)) {
    visitAt(schema, (value as DataObject)[first], { path: rest, visit: target.visit });
  }
}

/** Whether an object of this type satisfies the type condition. */
export function isOfType(schema: GraphQLSchema, typeName: string, condition: string): boolean {
  if (typeName === condition) return true;
  const type = schema.getType(typeName);
  const conditionType = schema.getType(condition);
  if (!isAbstractType(conditionType)) return false;
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(conditionType, type);
}
