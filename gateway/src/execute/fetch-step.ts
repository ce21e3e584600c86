import type { FetchNode } from '@apollo/query-planner';
import { Kind, parse } from 'graphql';
import type { Variables } from '../plan/compiled-operation.ts';
import type { SubgraphClient, FetchedAnswer } from '../transport/subgraph-client.ts';
import type { SubgraphOperation } from '../transport/subgraph-transport.ts';
import type { DataObject, ExecutionState, Step } from './execution-state.ts';
import { isolate, type WrittenPlaces } from './isolate.ts';
import { mergeInto } from './merge.ts';
import type { PlanContext } from './plan-context.ts';
import { placeOf, type PlanPath } from './plan-path.ts';
import { compileRepresentation, type Representation } from './representations.ts';
import { applyRewrites } from './rewrites.ts';
import { reportAnswerErrors, reportFailure } from './subgraph-errors.ts';

/** A fetch of the plan, ready to run. */
interface CompiledFetch {
  readonly node: FetchNode;
  readonly path: PlanPath;
  readonly place: string;
  readonly context: PlanContext;
  readonly operation: SubgraphOperation;
  readonly client: SubgraphClient;
  /** Where later steps write into what it fetches. */
  readonly written: WrittenPlaces | undefined;
}

export function compileFetch(node: FetchNode, path: PlanPath, context: PlanContext): Step {
  const operation = context.internOperation(node.serviceName, { text: node.operation, name: node.operationName, kind: node.operationKind });
  const fetch: CompiledFetch = {
    node,
    path,
    place: placeOf(path),
    context,
    operation,
    client: context.clientOf(node.serviceName),
    written: context.writtenBelow(path),
  };
  return node.requires === undefined ? compileRootFetch(fetch) : compileEntityFetch(fetch, compileRepresentation(context.schema, node));
}

function compileRootFetch(fetch: CompiledFetch): Step {
  const { node, path, client, operation } = fetch;
  const fields = rootFieldsOf(node);
  return async (state, targets) => {
    const failed = { subgraph: node.serviceName, path, fields, targets: undefined };
    try {
      const call = { operation, variables: variableMembers(node, state.variables), representations: undefined };
      const fetched = await client.fetch(call, state.request);
      if (fetched.answer.errors !== undefined && fetched.answer.errors.length > 0) reportAnswerErrors(state, failed, fetched.answer.errors);
      const data = ownData(fetch, fetched);
      if (data !== undefined) for (const target of targets) mergeInto(target, data);
    } catch (error) {
      reportFailure(state, failed, error);
    }
  };
}

/** The answer's data, free of what is somebody else's. */
function ownData(fetch: CompiledFetch, { answer, shared }: FetchedAnswer): DataObject | undefined {
  if (answer.data === undefined || answer.data === null) return undefined;
  const { outputRewrites } = fetch.node;
  if (outputRewrites !== undefined) {
    const data = shared ? structuredClone(answer.data) : answer.data;
    applyRewrites(fetch.context.schema, outputRewrites, data);
    return data;
  }
  return shared && fetch.written !== undefined ? isolate(answer.data, fetch.written) : answer.data;
}

function compileEntityFetch(fetch: CompiledFetch, { write, soleKey }: Representation): Step {
  const typeName = soleKey === undefined ? undefined : soleTypeOf(fetch.node);
  return (state, objects) => {
    const positions = new Map<string, number>();
    const representations: string[] = [];
    const targets: DataObject[][] = [];
    for (const object of objects) {
      const key: unknown = soleKey !== undefined && object['__typename'] === typeName ? object[soleKey] : undefined;
      const identity = typeof key === 'string' ? key : write(object);
      if (identity === undefined) continue;
      const position = positions.get(identity);
      if (position !== undefined) {
        targets[position]!.push(object);
        continue;
      }
      const representation = identity === key ? write(object) : identity;
      if (representation === undefined) continue;
      positions.set(identity, representations.push(representation) - 1);
      targets.push([object]);
    }
    if (representations.length === 0) return undefined;
    if (representations.length < objects.length) state.sharedPlaces.add(fetch.place);
    return fetchEntities(fetch, state, { representations, targets });
  };
}

function soleTypeOf(node: FetchNode): string | undefined {
  const [fragment] = node.requires ?? [];
  return fragment?.kind === 'InlineFragment' ? fragment.typeCondition : undefined;
}

async function fetchEntities(
  fetch: CompiledFetch,
  state: ExecutionState,
  wanted: { representations: string[]; targets: DataObject[][] },
): Promise<void> {
  const { node, client, operation, path } = fetch;
  const failed = { subgraph: node.serviceName, path, fields: [], targets: wanted.targets };
  try {
    const call = { operation, variables: variableMembers(node, state.variables), representations: wanted.representations };
    const { answer, shared } = await client.fetch(call, state.request);
    if (answer.errors !== undefined && answer.errors.length > 0) reportAnswerErrors(state, failed, answer.errors);
    const entities = answer.data?.['_entities'];
    if (answer.data === undefined || answer.data === null) return;
    if (!Array.isArray(entities) || entities.length !== wanted.targets.length) {
      throw new Error(`expected ${String(wanted.targets.length)} entities`);
    }
    wanted.targets.forEach((targets, index) => {
      const entity: unknown = entities[index];
      if (typeof entity === 'object' && entity !== null) mergeEntity(fetch, { entity: entity as DataObject, shared }, targets);
    });
  } catch (error) {
    reportFailure(state, failed, error);
  }
}

function mergeEntity(fetch: CompiledFetch, received: { entity: DataObject; shared: boolean }, targets: readonly DataObject[]): void {
  const { outputRewrites } = fetch.node;
  let { entity } = received;
  if (outputRewrites !== undefined) {
    // The rewrites ask for the type, which the answer does not always repeat.
    entity = { __typename: targets[0]?.['__typename'], ...(received.shared ? structuredClone(entity) : entity) };
    applyRewrites(fetch.context.schema, outputRewrites, entity);
  } else if (received.shared && fetch.written !== undefined) {
    entity = isolate(entity, fetch.written);
  }
  for (const target of targets) mergeInto(target, entity);
}

/** As JSON, in the plan's order, without braces; what the client left out stays out, so that defaults apply. */
function variableMembers(node: FetchNode, variables: Variables): string {
  let members = '';
  for (const name of node.variableUsages ?? []) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  return members;
}

function rootFieldsOf(node: FetchNode): string[] {
  const definition = parse(node.operation, { noLocation: true }).definitions[0];
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.alias?.value ?? selection.name.value] : [],
  );
}
