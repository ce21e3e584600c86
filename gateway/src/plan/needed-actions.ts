import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  parse,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { DeclaredPermissions } from '../supergraph/read-permissions.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * The actions of every field that the operation selects and of every type that an answer to it may hold, whatever @skip and @include say.
 * Where a field returns one of several types, those count of which something is selected; `__typename` alone is no selection.
 */
export function actionsOfOperation(supergraph: Supergraph, definition: OperationDefinitionNode, fragments: Fragments): Set<string> {
  return actionsOf(supergraph.apiSchema, supergraph.permissions, { definition, fragments });
}

/** The actions of what the plan fetches: also what one subgraph requires of another, which the client does not see. */
export function actionsOfPlan(supergraph: Supergraph, plan: QueryPlan): Set<string> {
  const actions = new Set<string>();
  for (const fetch of fetchesOf(plan.node)) {
    const { definitions } = parse(fetch.operation, { noLocation: true });
    const fragments = new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])));
    for (const definition of definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      for (const action of actionsOf(supergraph.fullSchema, supergraph.permissions, { definition, fragments })) actions.add(action);
    }
  }
  return actions;
}

function actionsOf(
  schema: GraphQLSchema,
  permissions: DeclaredPermissions,
  { definition, fragments }: { definition: OperationDefinitionNode; fragments: Fragments },
): Set<string> {
  const walk = new SelectionWalk(schema, permissions, fragments);
  const root = schema.getRootType(definition.operation);
  if (root) walk.visit(definition.selectionSet, [root]);
  return walk.actions;
}

class SelectionWalk {
  readonly actions = new Set<string>();
  readonly #schema: GraphQLSchema;
  readonly #permissions: DeclaredPermissions;
  readonly #fragments: Fragments;
  /** A fragment that is spread again for the same types adds nothing; without this a document could make the walk exponential. */
  readonly #visited = new Map<SelectionSetNode, Set<string>>();

  constructor(schema: GraphQLSchema, permissions: DeclaredPermissions, fragments: Fragments) {
    this.#schema = schema;
    this.#permissions = permissions;
    this.#fragments = fragments;
  }

  /** @param types the object types that the selection may be of */
  visit(selectionSet: SelectionSetNode, types: readonly GraphQLObjectType[]): void {
    const fresh = this.#unvisited(selectionSet, types);
    if (fresh.length === 0) return;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        for (const type of fresh) this.#field(type, selection.name.value, selection.selectionSet);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      if (fragment) this.visit(fragment.selectionSet, this.#within(fresh, fragment.typeCondition?.name.value));
    }
  }

  #field(type: GraphQLObjectType, name: string, selectionSet: SelectionSetNode | undefined): void {
    if (name === '__typename') return;
    if (name === '_entities') {
      if (selectionSet) this.visit(selectionSet, this.#objects());
      return;
    }
    this.#add(this.#permissions.ofType(type.name));
    this.#add(this.#permissions.ofField(type.name, name));
    const target = getNamedType(type.getFields()[name]?.type);
    if (!target || !isCompositeType(target) || !selectionSet) return;
    // The way into a type is guarded, not what is selected there.
    if (isObjectType(target)) this.#add(this.#permissions.ofType(target.name));
    this.visit(selectionSet, isObjectType(target) ? [target] : this.#schema.getPossibleTypes(target));
  }

  #within(types: readonly GraphQLObjectType[], condition: string | undefined): readonly GraphQLObjectType[] {
    if (condition === undefined) return types;
    const conditionType = this.#schema.getType(condition);
    return types.filter((type) => type === conditionType || (isAbstractType(conditionType) && this.#schema.isSubType(conditionType, type)));
  }

  #objects(): GraphQLObjectType[] {
    return Object.values(this.#schema.getTypeMap()).filter(isObjectType);
  }

  #unvisited(selectionSet: SelectionSetNode, types: readonly GraphQLObjectType[]): GraphQLObjectType[] {
    let visited = this.#visited.get(selectionSet);
    if (visited === undefined) this.#visited.set(selectionSet, (visited = new Set()));
    const fresh = types.filter(({ name }) => !visited.has(name));
    for (const { name } of fresh) visited.add(name);
    return fresh;
  }

  #add(action: string | undefined): void {
    if (action !== undefined) this.actions.add(action);
  }
}

function fetchesOf(node: PlanNode | SubscriptionNode | undefined): FetchNode[] {
  switch (node?.kind) {
    case 'Fetch':
      return [node];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf);
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Condition':
      return [...fetchesOf(node.ifClause), ...fetchesOf(node.elseClause)];
    case 'Subscription':
      return [node.primary, ...fetchesOf(node.rest)];
    // Not compiled either: @defer is refused.
    case 'Defer':
    case undefined:
      return [];
  }
}
