import type { GraphQLFormattedError } from 'graphql';
import { SubgraphFailure } from '../transport/subgraph-failure.ts';
import type { SubgraphError } from '../transport/subgraph-transport.ts';
import type { DataObject, ExecutionState, ResponsePath } from './execution-state.ts';
import type { PlanPath } from './plan-path.ts';
import { locateTargets } from './targets.ts';

/** A failure of one fetch makes so many entries in the response at most. */
const MAX_ENTRIES = 100;

/** The fetch that errors come from, as far as errors tell about it. */
export interface FailedFetch {
  subgraph: string;
  path: PlanPath;
  /** Response names of what it was to fetch at its path. */
  fields: readonly string[];
  /** For an entity fetch: the objects of each representation. */
  targets: readonly (readonly DataObject[])[] | undefined;
}

/** Errors inside an answer: an entity's at every place where the entity stands, others below the path of the fetch. */
export function reportAnswerErrors(state: ExecutionState, fetch: FailedFetch, errors: readonly SubgraphError[]): void {
  let places: Map<DataObject, ResponsePath[]> | undefined;
  for (const error of errors.slice(0, MAX_ENTRIES)) {
    const path = Array.isArray(error.path) ? (error.path as (string | number)[]) : undefined;
    const entity = fetch.targets !== undefined && typeof path?.[1] === 'number' ? fetch.targets[path[1]] : undefined;
    if (path !== undefined && entity !== undefined) {
      places ??= locateTargets(state.root, fetch.path, MAX_ENTRIES);
      for (const target of entity)
        for (const at of places.get(target) ?? []) push(state, entryOf(fetch.subgraph, error, [...at, ...path.slice(2)]));
    } else if (fetch.targets !== undefined || path === undefined) {
      reportAtTargets(state, fetch, (at) => entryOf(fetch.subgraph, error, at));
    } else {
      push(state, entryOf(fetch.subgraph, error, [...fetch.path, ...path]));
    }
  }
}

/** No answer at all: an entry for each object (or root field) that goes without. */
export function reportFailure(state: ExecutionState, fetch: FailedFetch, failure: unknown): void {
  const known = failure instanceof SubgraphFailure;
  const message = known ? failure.message : `The answer of the subgraph "${fetch.subgraph}" could not be used.`;
  const code = known ? failure.code : 'DOWNSTREAM_SERVICE_ERROR';
  reportAtTargets(state, fetch, (path) => ({ message, path, extensions: { code, serviceName: fetch.subgraph } }));
}

function reportAtTargets(state: ExecutionState, fetch: FailedFetch, entry: (path: ResponsePath) => GraphQLFormattedError): void {
  if (fetch.path.length === 0) {
    for (const field of fetch.fields.slice(0, MAX_ENTRIES)) push(state, entry([field]));
    if (fetch.fields.length > 0) return;
  }
  const wanted = fetch.targets === undefined ? undefined : new Set(fetch.targets.flat());
  for (const [target, paths] of locateTargets(state.root, fetch.path, MAX_ENTRIES)) {
    if (wanted === undefined || wanted.has(target)) for (const path of paths) push(state, entry(path));
  }
}

function entryOf(subgraph: string, error: SubgraphError, path: ResponsePath): GraphQLFormattedError {
  const extensions = typeof error.extensions === 'object' && error.extensions !== null ? (error.extensions as Record<string, unknown>) : {};
  return {
    message:
      typeof error.message === 'string' && error.message !== ''
        ? error.message
        : `The subgraph "${subgraph}" reported an error without a message.`,
    path,
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions, serviceName: subgraph },
  };
}

function push(state: ExecutionState, entry: GraphQLFormattedError): void {
  if (state.errors.length < 2 * MAX_ENTRIES) state.errors.push(entry);
}
