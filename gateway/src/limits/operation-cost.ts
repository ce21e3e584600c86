import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Variables } from '../plan/compiled-operation.ts';

/** A page whose size the document leaves to the subgraph. */
const DEFAULT_PAGE = 20;
/** A list that cannot be asked for in parts. */
const ASSUMED_LIST = 5;

/**
 * How many fields the answer to the costliest operation may hold: one for each field, times the page of each connection (`first`, `last`)
 * and list around it. The document is valid for the schema and its depth within the limit.
 */
export function operationCost(schema: GraphQLSchema, document: DocumentNode, variables: Variables): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const walk = new CostWalk(schema, fragments, variables);
  let cost = 0;
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION)
      cost = Math.max(cost, walk.selection(schema.getRootType(node.operation), node.selectionSet, false));
  }
  return cost;
}

class CostWalk {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Variables;
  readonly #known = new Map<FragmentDefinitionNode, number>();

  constructor(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>, variables: Variables) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
  }

  /** `paged`: the lists directly in it are the page that its field has been multiplied by. */
  selection(type: GraphQLNamedType | null | undefined, selection: SelectionSetNode, paged: boolean): number {
    let cost = 0;
    for (const node of selection.selections) {
      if (node.kind === Kind.FIELD) cost += this.#field(type, node, paged);
      else if (node.kind === Kind.INLINE_FRAGMENT)
        cost += this.selection(this.#named(node.typeCondition?.name.value) ?? type, node.selectionSet, paged);
      else cost += this.#fragment(node.name.value, paged);
    }
    return cost;
  }

  #fragment(name: string, paged: boolean): number {
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return 0;
    // On a connection the same fragment means something else: rare enough to be counted anew.
    const known = paged ? undefined : this.#known.get(fragment);
    if (known !== undefined) return known;
    const cost = this.selection(this.#named(fragment.typeCondition.name.value), fragment.selectionSet, paged);
    if (!paged) this.#known.set(fragment, cost);
    return cost;
  }

  #field(parent: GraphQLNamedType | null | undefined, node: FieldNode, paged: boolean): number {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (field === undefined || node.selectionSet === undefined) return 1;
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return 1;
    const page = this.#pageOf(
      node,
      field.args.some((argument) => argument.name === 'first' || argument.name === 'last'),
    );
    const list = isListType(getNullableType(field.type)) && !paged ? ASSUMED_LIST : 1;
    return 1 + (page ?? list) * this.selection(named, node.selectionSet, page !== undefined);
  }

  #pageOf(node: FieldNode, pages: boolean): number | undefined {
    if (!pages) return undefined;
    const sizes = (node.arguments ?? [])
      .filter(({ name }) => name.value === 'first' || name.value === 'last')
      .map(({ value }) => this.#sizeOf(value));
    const known = sizes.filter((size) => size !== undefined);
    return known.length === 0 ? DEFAULT_PAGE : Math.max(1, ...known);
  }

  #sizeOf(value: ValueNode): number | undefined {
    if (value.kind === Kind.INT) return Number(value.value);
    const given = value.kind === Kind.VARIABLE ? this.#variables[value.name.value] : undefined;
    return typeof given === 'number' ? given : undefined;
  }

  #named(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.#schema.getType(name);
  }
}
