import { LRUCache } from 'lru-cache';
import type { DocumentNode, GraphQLFormattedError, OperationTypeNode } from 'graphql';
import type { PlanServices } from '../plan/compile-operation.ts';
import { compileOperation } from '../plan/compile-operation.ts';
import type { CompiledOperation, Variables } from '../plan/compiled-operation.ts';
import type { RequestContext } from '../request-context.ts';
import type { SupergraphHolder } from '../supergraph/supergraph-holder.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { SubgraphClients } from '../transport/subgraph-clients.ts';
import { SubgraphOperation } from '../transport/subgraph-transport.ts';
import { applyRewrites } from './rewrites.ts';
import type { ExecutionState } from './execution-state.ts';
import type { ExecutionOutcome, OperationExecutor } from './plan-executor-port.ts';

export interface PlanExecutorOptions {
  holder: SupergraphHolder;
  clients: SubgraphClients;
  onCompiled?(compiled: { seconds: number; cached: boolean }): void;
}

/** Operations to subgraphs that are kept one object, so that equal ones of different documents merge. */
const INTERNED_OPERATIONS = 5_000;

/** Runs the plans of @apollo/query-planner. */
export class PlanExecutor implements OperationExecutor {
  readonly #options: PlanExecutorOptions;
  readonly #internOperation: PlanServices['internOperation'];
  /** Lives as long as the supergraph and the document, whose own cache is bounded. */
  readonly #compiled = new WeakMap<Supergraph, WeakMap<DocumentNode, Map<string, CompiledOperation>>>();

  constructor(options: PlanExecutorOptions) {
    this.#options = options;
    const interned = new LRUCache<string, SubgraphOperation>({ max: INTERNED_OPERATIONS });
    this.#internOperation = (subgraph, operation) => intern(interned, subgraph, operation);
  }

  compile(document: DocumentNode, operationName?: string | null, supergraph: Supergraph = this.#options.holder.current): CompiledOperation {
    let documents = this.#compiled.get(supergraph);
    if (documents === undefined) this.#compiled.set(supergraph, (documents = new WeakMap()));
    let operations = documents.get(document);
    if (operations === undefined) documents.set(document, (operations = new Map()));
    const name = operationName ?? '';
    let compiled = operations.get(name);
    const cached = compiled !== undefined;
    const started = cached ? 0 : performance.now();
    if (compiled === undefined) operations.set(name, (compiled = this.#compile(supergraph, document, operationName ?? null)));
    this.#options.onCompiled?.({ cached, seconds: cached ? 0 : (performance.now() - started) / 1_000 });
    return compiled;
  }

  #compile(supergraph: Supergraph, document: DocumentNode, operationName: string | null): CompiledOperation {
    const { clients } = this.#options;
    const services: PlanServices = {
      clientOf: (subgraph) => clients.get(supergraph.subgraphs.get(subgraph) ?? { name: subgraph, url: '' }),
      internOperation: this.#internOperation,
    };
    return compileOperation(supergraph, { document, operationName }, services);
  }

  async execute(operation: CompiledOperation, variables: Variables, request: RequestContext): Promise<ExecutionOutcome> {
    const state: ExecutionState = { root: {}, errors: [], sharedPlaces: new Set(), variables, request };
    const running = operation.executable.run?.(state, [state.root]);
    if (running !== undefined) await running;
    return respond(operation, state);
  }

  async completeEvent(
    operation: CompiledOperation,
    payload: unknown,
    variables: Variables,
    request: RequestContext,
  ): Promise<ExecutionOutcome> {
    const { event, run } = operation.executable;
    if (event === undefined) throw new TypeError('Only a subscription has events.');
    const state: ExecutionState = { root: {}, errors: [], sharedPlaces: new Set(), variables, request };
    await event.projection.project(state, payload);
    if (event.primary.outputRewrites !== undefined)
      applyRewrites(operation.supergraph.fullSchema, event.primary.outputRewrites, state.root);
    const running = run?.(state, [state.root]);
    if (running !== undefined) await running;
    return respond(operation, state);
  }
}

function respond(operation: CompiledOperation, state: ExecutionState): ExecutionOutcome {
  const { errors } = state;
  const data = operation.executable.shape.shape(state.root, state.variables, errors);
  const body = errors.length === 0 ? `{"data":${JSON.stringify(data)}}` : serializeWithErrors(errors, data);
  return { body, hasData: data !== null, errors };
}

function serializeWithErrors(errors: readonly GraphQLFormattedError[], data: object | null): string {
  return `{"errors":${JSON.stringify(errors)},"data":${JSON.stringify(data)}}`;
}

function intern(
  interned: LRUCache<string, SubgraphOperation>,
  subgraph: string,
  operation: { text: string; name: string | undefined; kind: OperationTypeNode },
): SubgraphOperation {
  const key = `${subgraph}\n${operation.name ?? ''}\n${operation.text}`;
  let known = interned.get(key);
  if (known === undefined) interned.set(key, (known = new SubgraphOperation(subgraph, operation)));
  return known;
}
