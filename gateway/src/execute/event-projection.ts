import type { FetchNode } from '@apollo/query-planner';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  print,
  visit,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { ErrorCode } from '@wissil/platform/errors';
import type { Variables } from '../plan/compiled-operation.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { SubgraphClient } from '../transport/subgraph-client.ts';
import type { SubgraphOperation } from '../transport/subgraph-transport.ts';
import type { DataObject, ExecutionState } from './execution-state.ts';
import { mergeInto } from './merge.ts';
import type { PlanContext } from './plan-context.ts';
import { isOfType } from './rewrites.ts';
import { reportAnswerErrors, reportFailure } from './subgraph-errors.ts';

/** An object of the payload that lacks something, and the representation by which its owner completes it. */
interface Completion {
  target: DataObject;
  typeName: string;
  representation: string;
  selection: SelectionSetNode;
}

/**
 * Turns what an owner published (schema names) into what the plan's primary fetch would have answered (response names), and fetches from
 * the owner what the payload lacks: fields with arguments always, others where they are not in it.
 */
export class EventProjection {
  readonly #supergraph: Supergraph;
  readonly #context: PlanContext;
  readonly #client: SubgraphClient;
  readonly #subgraph: string;
  readonly #field: FieldNode;
  readonly #variableDefinitions: readonly VariableDefinitionNode[];
  readonly #operations = new Map<string, { operation: SubgraphOperation; variables: readonly string[] }>();

  constructor(supergraph: Supergraph, primary: FetchNode, context: PlanContext) {
    this.#supergraph = supergraph;
    this.#context = context;
    this.#client = context.clientOf(primary.serviceName);
    this.#subgraph = primary.serviceName;
    const definition = withoutFragments(primary.operation);
    this.#field = definition.selectionSet.selections.find(
      (selection): selection is FieldNode => selection.kind === Kind.FIELD && selection.name.value !== '__typename',
    )!;
    this.#variableDefinitions = definition.variableDefinitions ?? [];
  }

  /** Writes the subscription's field into the state's root. Never rejects. */
  async project(state: ExecutionState, payload: unknown): Promise<void> {
    const responseName = this.#field.alias?.value ?? this.#field.name.value;
    const type = this.#supergraph.fullSchema.getSubscriptionType()?.getFields()[this.#field.name.value]?.type;
    if (type === undefined) return;
    const walk = new PayloadWalk(this.#supergraph, this.#subgraph, state.variables);
    const { value, complete } = walk.value(type, payload, this.#field.selectionSet);
    state.root[responseName] = value;
    if (!complete) {
      const message = `The event of "${this.#field.name.value}" lacks fields that cannot be fetched, because it does not name an entity of the subgraph "${this.#subgraph}".`;
      state.errors.push({
        message,
        path: [responseName],
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' satisfies ErrorCode, serviceName: this.#subgraph },
      });
    }
    if (walk.completions.length > 0)
      await Promise.all(walk.completions.map((completion) => this.#complete(state, completion, responseName)));
  }

  async #complete(state: ExecutionState, completion: Completion, responseName: string): Promise<void> {
    const { target, representation } = completion;
    const failed = { subgraph: this.#subgraph, path: [], fields: [responseName], targets: undefined };
    try {
      const { operation, variables } = this.#operationFor(completion);
      const members = variables
        .filter((name) => state.variables[name] !== undefined)
        .map((name) => `${JSON.stringify(name)}:${JSON.stringify(state.variables[name])}`);
      const { answer } = await this.#client.fetch(
        { operation, variables: members.join(','), representations: [representation] },
        state.request,
      );
      if (answer.errors !== undefined && answer.errors.length > 0) {
        reportAnswerErrors(
          state,
          failed,
          answer.errors.map(({ message, extensions }) => ({ message, extensions })),
        );
      }
      const entities = answer.data?.['_entities'];
      const entity: unknown = Array.isArray(entities) ? entities[0] : undefined;
      // Nobody else may see what later steps write into it.
      if (typeof entity === 'object' && entity !== null) mergeInto(target, structuredClone(entity) as DataObject);
    } catch (error) {
      reportFailure(state, failed, error);
    }
  }

  #operationFor({ typeName, selection }: Completion): { operation: SubgraphOperation; variables: readonly string[] } {
    const fields = print(selection);
    const key = `${typeName}${fields}`;
    let known = this.#operations.get(key);
    if (known === undefined) {
      const used = new Set<string>();
      visit(selection, {
        Variable(node) {
          used.add(node.name.value);
        },
      });
      const definitions = this.#variableDefinitions.filter((definition) => used.has(definition.variable.name.value));
      const text = `query($representations:[_Any!]!${definitions.map((definition) => `,${print(definition)}`).join('')}){_entities(representations:$representations){...on ${typeName}${fields}}}`;
      const operation = this.#context.internOperation(this.#subgraph, {
        text,
        name: undefined,
        kind: 'query' as SubgraphOperation['kind'],
      });
      known = { operation, variables: definitions.map((definition) => definition.variable.name.value) };
      this.#operations.set(key, known);
    }
    return known;
  }
}

/** The operation, with the fragments that the planner uses in it in their places. */
function withoutFragments(text: string): OperationDefinitionNode {
  const { definitions } = parse(text, { noLocation: true });
  const fragments = new Map(
    definitions.flatMap((definition) => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [])),
  );
  return visit(definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode, {
    FragmentSpread({ name, directives }) {
      const fragment = fragments.get(name.value);
      return fragment && { ...fragment, kind: Kind.INLINE_FRAGMENT, directives };
    },
  });
}

interface Projected {
  value: unknown;
  /** False when something is missing that an object above would have to complete. */
  complete: boolean;
}

/** One payload, walked by the selection of the primary fetch. */
class PayloadWalk {
  readonly completions: Completion[] = [];
  readonly #supergraph: Supergraph;
  readonly #subgraph: string;
  readonly #variables: Variables;

  constructor(supergraph: Supergraph, subgraph: string, variables: Variables) {
    this.#supergraph = supergraph;
    this.#subgraph = subgraph;
    this.#variables = variables;
  }

  value(type: GraphQLOutputType, value: unknown, selection: SelectionSetNode | undefined): Projected {
    if (value === undefined) return { value: undefined, complete: false };
    if (value === null) return { value: null, complete: true };
    if (isNonNullType(type)) return this.value(type.ofType, value, selection);
    if (isListType(type) && Array.isArray(value)) {
      const items = value.map((item: unknown) => this.value(type.ofType, item, selection));
      return { value: items.map((item) => item.value), complete: items.every((item) => item.complete) };
    }
    const named = getNamedType(type);
    if (selection === undefined || !isCompositeType(named)) return { value, complete: true };
    // An owner may have published the name of an object in its place.
    if (typeof value !== 'object') return { value: undefined, complete: false };
    return this.#object(named, value as DataObject, selection);
  }

  #object(type: GraphQLCompositeType, source: DataObject, selection: SelectionSetNode): Projected {
    const typeName = typeof source['__typename'] === 'string' ? source['__typename'] : isAbstractType(type) ? undefined : type.name;
    if (typeName === undefined) return { value: undefined, complete: false };
    const target: DataObject = { __typename: typeName };
    const before = this.completions.length;
    if (this.#fields(typeName, { source, target, selection })) return { value: target, complete: true };
    const representation = this.#representation(typeName, source);
    if (representation === undefined) return { value: target, complete: false };
    // It answers for everything below as well.
    this.completions.length = before;
    this.completions.push({ target, typeName, representation, selection });
    return { value: target, complete: true };
  }

  #fields(typeName: string, part: { source: DataObject; target: DataObject; selection: SelectionSetNode }): boolean {
    const type = this.#supergraph.fullSchema.getType(typeName);
    let complete = true;
    for (const node of part.selection.selections) {
      if (this.#isLeftOut(node.directives)) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition?.name.value;
        if (condition !== undefined && !isOfType(this.#supergraph.fullSchema, typeName, condition)) continue;
        if (!this.#fields(typeName, { ...part, selection: node.selectionSet })) complete = false;
      } else if (
        node.kind === Kind.FIELD &&
        !this.#field(isObjectType(type) ? type.getFields()[node.name.value]?.type : undefined, node, { ...part, typeName })
      ) {
        complete = false;
      }
    }
    return complete;
  }

  #field(
    type: GraphQLOutputType | undefined,
    node: FieldNode,
    part: { source: DataObject; target: DataObject; typeName: string },
  ): boolean {
    const responseName = node.alias?.value ?? node.name.value;
    if (node.name.value === '__typename') {
      part.target[responseName] = part.typeName;
      return true;
    }
    const hasArguments = node.arguments !== undefined && node.arguments.length > 0;
    if (type === undefined || hasArguments || !Object.hasOwn(part.source, node.name.value)) return false;
    const projected = this.value(type, part.source[node.name.value], node.selectionSet);
    const present = part.target[responseName];
    if (typeof present === 'object' && present !== null && typeof projected.value === 'object')
      mergeInto(part.target, { [responseName]: projected.value });
    else part.target[responseName] = projected.value;
    return projected.complete;
  }

  #representation(typeName: string, source: DataObject): string | undefined {
    for (const key of this.#supergraph.entityKeys(typeName, this.#subgraph)) {
      const fields = pick(key, source);
      if (fields !== undefined) return JSON.stringify({ __typename: typeName, ...fields });
    }
    return undefined;
  }

  #isLeftOut(directives: FieldNode['directives']): boolean {
    return (directives ?? []).some(({ name, arguments: [argument] = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return false;
      const value = argument?.value;
      const condition = value?.kind === Kind.VARIABLE ? this.#variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
      return Boolean(condition) === (name.value === 'skip');
    });
  }
}

/** The key's fields out of an object; undefined when one is missing. */
function pick(key: SelectionSetNode, source: DataObject): DataObject | undefined {
  const picked: DataObject = {};
  for (const node of key.selections) {
    if (node.kind !== Kind.FIELD) return undefined;
    const value = Object.hasOwn(source, node.name.value) ? source[node.name.value] : undefined;
    if (value === undefined || value === null) return undefined;
    const below =
      node.selectionSet === undefined ? value : typeof value === 'object' ? pick(node.selectionSet, value as DataObject) : undefined;
    if (below === undefined) return undefined;
    picked[node.name.value] = below;
  }
  return picked;
}
