import { Cancellation } from '../cancellation.ts';
import type { Logger } from '../logger.ts';
import type { RequestContext } from '../request-context.ts';
import { SubgraphFailure } from './subgraph-failure.ts';
import type { SubgraphAnswer, SubgraphCall, SubgraphError, SubgraphTransport } from './subgraph-transport.ts';

/** An answer, and whether its objects are somebody else's too. */
export interface FetchedAnswer {
  readonly answer: SubgraphAnswer;
  readonly shared: boolean;
}

export interface SubgraphClientOptions {
  /** Merge the calls of one turn of the event loop; off, every call is sent by itself at once. */
  batching: boolean;
  /** For one sending. */
  timeoutMs: number;
  logger: Logger;
  /** Told about each sending. */
  onSent?(sent: { subgraph: string; calls: number; seconds: number; failure: string | undefined }): void;
}

/** More entities than these in one call are left to the next call. */
const MAX_REPRESENTATIONS = 2_000;

/** A call of somebody, waiting for its answer. */
interface Waiter {
  resolve(fetched: FetchedAnswer): void;
  reject(failure: SubgraphFailure): void;
  /** For entities: where each of the waiter's representations stands in the merged call. */
  positions: readonly number[] | undefined;
  stopListening(): void;
  /** Set while the call is under way. */
  onGone: (() => void) | undefined;
  gone: boolean;
}

/** Calls that are one: the same operation and variables; entity calls with the union of their representations. */
interface MergedCall extends SubgraphCall {
  representations: string[] | undefined;
  readonly index: Map<string, number> | undefined;
  readonly waiters: Waiter[];
}

/** What one turn of the event loop gathered for one share key. */
interface Pending {
  readonly request: RequestContext;
  readonly calls: MergedCall[];
  /** By operation, then variables; a call that is full is replaced by the next. */
  readonly byOperation: Map<SubgraphCall['operation'], Map<string, MergedCall>>;
}

/**
 * Fetches from one subgraph. Queries of the same turn of the event loop and the same share key travel together: equal calls once, entity
 * calls of one operation as one with the union of their entities, different operations as one batch. Mutations always travel alone.
 */
export class SubgraphClient {
  readonly name: string;
  readonly #transport: SubgraphTransport;
  readonly #options: SubgraphClientOptions;
  #pending = new Map<string, Pending>();
  #scheduled = false;

  constructor(name: string, transport: SubgraphTransport, options: SubgraphClientOptions) {
    this.name = name;
    this.#transport = transport;
    this.#options = options;
  }

  /** Rejects with a SubgraphFailure; as soon as the request is cancelled, whatever else its call shares. */
  fetch(call: SubgraphCall, request: RequestContext): Promise<FetchedAnswer> {
    return new Promise((resolve, reject) => {
      if (request.cancellation.reason !== undefined) {
        reject(this.#cancelled(request.cancellation));
        return;
      }
      const alone = call.operation.kind !== 'query' || !this.#options.batching;
      const pending = alone ? createPending(request) : this.#pendingOf(request);
      this.#join(pending, call, { resolve, reject, request });
      if (alone) this.#send(pending.calls, request);
      else this.#schedule();
    });
  }

  probe(signal: AbortSignal): Promise<void> {
    return this.#transport.probe(signal);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #pendingOf(request: RequestContext): Pending {
    let pending = this.#pending.get(request.shareKey);
    if (pending === undefined) this.#pending.set(request.shareKey, (pending = createPending(request)));
    return pending;
  }

  #join(
    pending: Pending,
    call: SubgraphCall,
    caller: { resolve: Waiter['resolve']; reject: Waiter['reject']; request: RequestContext },
  ): void {
    const merged = mergedCall(pending, call);
    const waiter: Waiter = {
      resolve: caller.resolve,
      reject: caller.reject,
      positions: merge(merged, call.representations),
      stopListening: nothing,
      onGone: undefined,
      gone: false,
    };
    merged.waiters.push(waiter);
    const { cancellation } = caller.request;
    waiter.stopListening = cancellation.onCancel(() => {
      waiter.gone = true;
      waiter.onGone?.();
      caller.reject(this.#cancelled(cancellation));
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const gathered = this.#pending;
      this.#pending = new Map();
      for (const { calls, request } of gathered.values()) {
        for (let start = 0; start < calls.length; start += this.#transport.maxCalls) {
          this.#send(calls.slice(start, start + this.#transport.maxCalls), request);
        }
      }
    });
  }

  #send(gathered: readonly MergedCall[], request: RequestContext): void {
    const calls = gathered.filter((call) => call.waiters.some((waiter) => !waiter.gone));
    if (calls.length === 0) return;
    const cancellation = new Cancellation();
    cancellation.expireAfter(this.#options.timeoutMs);
    cancelWhenNobodyWaits(calls, cancellation);
    const started = performance.now();
    const finish = (failure: SubgraphFailure | undefined): void => {
      cancellation.dispose();
      this.#options.onSent?.({
        subgraph: this.name,
        calls: calls.length,
        seconds: (performance.now() - started) / 1_000,
        failure: failure?.code,
      });
    };
    this.#transport.send(calls, { request, cancellation }).then(
      (answers) => {
        finish(undefined);
        calls.forEach((call, index) => deliver(call, answers[index]));
      },
      (error: unknown) => {
        const failure = this.#failureOf(error, cancellation);
        finish(failure);
        if (failure.code !== 'REQUEST_CANCELLED') {
          this.#options.logger.warn(
            { err: failure.cause ?? error, subgraph: this.name, code: failure.code, requestId: request.requestId },
            failure.message,
          );
        }
        for (const call of calls) for (const waiter of call.waiters) settle(waiter)?.reject(failure);
      },
    );
  }

  #cancelled(cancellation: Cancellation): SubgraphFailure {
    if (cancellation.reason === 'deadline') {
      return new SubgraphFailure(this.name, 'SUBGRAPH_TIMEOUT', {
        message: `The subgraph "${this.name}" did not answer before the deadline of the request.`,
      });
    }
    return new SubgraphFailure(this.name, 'REQUEST_CANCELLED', { message: 'The request was cancelled.' });
  }

  #failureOf(error: unknown, cancellation: Cancellation): SubgraphFailure {
    if (cancellation.reason === 'deadline') {
      return new SubgraphFailure(this.name, 'SUBGRAPH_TIMEOUT', {
        message: `The subgraph "${this.name}" did not answer within ${String(this.#options.timeoutMs)} ms.`,
        cause: error,
      });
    }
    if (cancellation.reason !== undefined) return this.#cancelled(cancellation);
    if (error instanceof SubgraphFailure) return error;
    return new SubgraphFailure(this.name, 'DOWNSTREAM_SERVICE_ERROR', { message: `The subgraph "${this.name}" failed.`, cause: error });
  }
}

function createPending(request: RequestContext): Pending {
  return { request, calls: [], byOperation: new Map() };
}

function mergedCall(pending: Pending, call: SubgraphCall): MergedCall {
  let byVariables = pending.byOperation.get(call.operation);
  if (byVariables === undefined) pending.byOperation.set(call.operation, (byVariables = new Map()));
  const known = byVariables.get(call.variables);
  if (known !== undefined && (known.representations?.length ?? 0) < MAX_REPRESENTATIONS) return known;
  const entities = call.representations !== undefined;
  const created: MergedCall = {
    operation: call.operation,
    variables: call.variables,
    representations: entities ? [] : undefined,
    index: entities ? new Map() : undefined,
    waiters: [],
  };
  byVariables.set(call.variables, created);
  pending.calls.push(created);
  return created;
}

function merge(call: MergedCall, representations: readonly string[] | undefined): number[] | undefined {
  const { representations: all, index } = call;
  if (representations === undefined || all === undefined || index === undefined) return undefined;
  return representations.map((representation) => {
    let position = index.get(representation);
    if (position === undefined) index.set(representation, (position = all.push(representation) - 1));
    return position;
  });
}

/** Once the last waiter is gone the sending is of no use. */
function cancelWhenNobodyWaits(calls: readonly MergedCall[], cancellation: Cancellation): void {
  let waiting = 0;
  const leave = (): void => {
    waiting -= 1;
    if (waiting === 0) cancellation.cancel('client-gone');
  };
  for (const call of calls) {
    for (const waiter of call.waiters) {
      if (waiter.gone) continue;
      waiting += 1;
      waiter.onGone = leave;
    }
  }
}

/** The waiter, unless it has gone; it listens to its request no more. */
function settle(waiter: Waiter): Waiter | undefined {
  waiter.stopListening();
  return waiter.gone ? undefined : waiter;
}

function deliver(call: MergedCall, answer: SubgraphAnswer | undefined): void {
  const whole = answer ?? { errors: [{ message: 'The subgraph left out an answer of the batch.' }] };
  const shared = call.waiters.length > 1;
  for (const waiter of call.waiters) {
    const part = shared && waiter.positions !== undefined ? slice(whole, waiter.positions) : whole;
    settle(waiter)?.resolve({ answer: part, shared });
  }
}

/** What of a merged entity call belongs to one waiter: its entities in its order, and the errors about them. */
function slice(whole: SubgraphAnswer, positions: readonly number[]): SubgraphAnswer {
  const entities = whole.data?.['_entities'];
  const data = Array.isArray(entities) ? { _entities: positions.map((position) => entities[position] as unknown) } : whole.data;
  const errors = whole.errors?.flatMap((error): SubgraphError[] => {
    const position: unknown = Array.isArray(error.path) ? error.path[1] : undefined;
    if (typeof position !== 'number') return [error];
    const own = positions.indexOf(position);
    return own === -1 ? [] : [{ ...error, path: ['_entities', own, ...(error.path as unknown[]).slice(2)] }];
  });
  return { ...(data === undefined ? {} : { data }), ...(errors === undefined || errors.length === 0 ? {} : { errors }) };
}

function nothing(): void {}
