import {
  Kind,
  isAbstractType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from '../plan/compiled-operation.ts';

/** What the shaping of a response is read from. `variables` hold the defaults too; only those of @skip and @include are read. */
export interface SelectionContext {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Variables;
}

/** One entry of a response object: every selection of its response name, merged. */
export interface SelectedField {
  readonly responseName: string;
  readonly kind: 'field' | 'typename' | 'introspection';
  readonly fieldName: string;
  /** Undefined for introspection. */
  readonly type: GraphQLOutputType | undefined;
  readonly nodes: FieldNode[];
  readonly selections: SelectionSetNode[];
}

/** CollectFields of the specification (§6.3.2) for one concrete type. */
export function selectFields(context: SelectionContext, type: GraphQLObjectType, selections: readonly SelectionSetNode[]): SelectedField[] {
  const fields = new Map<string, SelectedField>();
  const visited = new Set<SelectionSetNode>();
  for (const selection of selections) collect(context, { type, selection, fields, visited });
  return [...fields.values()];
}

interface Collection {
  type: GraphQLObjectType;
  selection: SelectionSetNode;
  fields: Map<string, SelectedField>;
  visited: Set<SelectionSetNode>;
}

function collect(context: SelectionContext, collection: Collection): void {
  const { type, selection, fields, visited } = collection;
  if (visited.has(selection)) return;
  visited.add(selection);
  for (const node of selection.selections) {
    if (isLeftOut(node, context.variables)) continue;
    if (node.kind === Kind.FIELD) {
      addField(fields, type, node);
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? context.fragments.get(node.name.value) : node;
    if (fragment !== undefined && applies(context.schema, fragment.typeCondition?.name.value, type)) {
      collect(context, { type, selection: fragment.selectionSet, fields, visited });
    }
  }
}

function addField(fields: Map<string, SelectedField>, type: GraphQLObjectType, node: FieldNode): void {
  const responseName = node.alias?.value ?? node.name.value;
  const known = fields.get(responseName);
  if (known !== undefined) {
    known.nodes.push(node);
    if (node.selectionSet !== undefined) known.selections.push(node.selectionSet);
    return;
  }
  const fieldName = node.name.value;
  const kind = fieldName === '__typename' ? 'typename' : fieldName === '__schema' || fieldName === '__type' ? 'introspection' : 'field';
  const definition = kind === 'field' ? type.getFields()[fieldName] : undefined;
  if (kind === 'field' && definition === undefined) return;
  fields.set(responseName, {
    responseName,
    kind,
    fieldName,
    type: definition?.type,
    nodes: [node],
    selections: node.selectionSet === undefined ? [] : [node.selectionSet],
  });
}

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditionType: GraphQLNamedType | undefined = schema.getType(condition);
  return conditionType !== undefined && isAbstractType(conditionType) && schema.isSubType(conditionType, type);
}

function isLeftOut(node: SelectionNode, variables: Variables): boolean {
  for (const directive of node.directives ?? []) {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') continue;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const condition = value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    if (Boolean(condition) === (name === 'skip')) return true;
  }
  return false;
}
