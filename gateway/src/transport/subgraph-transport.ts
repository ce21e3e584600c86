import { parse, type DocumentNode, type OperationTypeNode } from 'graphql';
import type { Cancellation } from '../cancellation.ts';
import type { RequestContext } from '../request-context.ts';

/** One operation of a plan against one subgraph. Interned: equal operations are one object. */
export class SubgraphOperation {
  readonly subgraph: string;
  readonly text: string;
  readonly name: string | undefined;
  readonly kind: OperationTypeNode;
  /** The request body up to the variables' members: `{"query":"…","variables":{`. */
  readonly bodyHead: string;
  #document: DocumentNode | undefined;

  constructor(subgraph: string, operation: { text: string; name: string | undefined; kind: OperationTypeNode }) {
    this.subgraph = subgraph;
    this.text = operation.text;
    this.name = operation.name;
    this.kind = operation.kind;
    const name = operation.name === undefined ? '' : `,"operationName":${JSON.stringify(operation.name)}`;
    this.bodyHead = `{"query":${JSON.stringify(operation.text)}${name},"variables":{`;
  }

  get document(): DocumentNode {
    return (this.#document ??= parse(this.text, { noLocation: true }));
  }
}

/** An operation with its variables. */
export interface SubgraphCall {
  readonly operation: SubgraphOperation;
  /** Members of the variables object as JSON, without the braces and without `representations`; empty for none. */
  readonly variables: string;
  /** JSON of each entity to resolve, without duplicates; undefined for a call that resolves none. */
  readonly representations: readonly string[] | undefined;
}

export interface SubgraphError {
  message?: unknown;
  path?: unknown;
  extensions?: unknown;
}

export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly SubgraphError[];
}

/** For whom calls are sent; several requests share one sending only where their share keys are equal. */
export interface SendingContext {
  /** The first of the requests that share the sending. */
  readonly request: RequestContext;
  /** Cancelled once nobody waits for the answer, or when the deadline for one sending has passed. */
  readonly cancellation: Cancellation;
}

/** The way to one subgraph. */
export interface SubgraphTransport {
  /** How many calls one sending takes. */
  readonly maxCalls: number;
  /** One answer for each call, in their order; nobody else holds them. Rejects with a SubgraphFailure. */
  send(calls: readonly SubgraphCall[], context: SendingContext): Promise<readonly SubgraphAnswer[]>;
  /** Rejects when the subgraph does not answer. */
  probe(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export function variablesOf(call: SubgraphCall): Record<string, unknown> {
  const representations = call.representations === undefined ? '' : `"representations":[${call.representations.join(',')}]`;
  const separator = call.variables !== '' && representations !== '' ? ',' : '';
  return JSON.parse(`{${call.variables}${separator}${representations}}`) as Record<string, unknown>;
}

export function bodyOf(call: SubgraphCall): string {
  const head = call.operation.bodyHead + call.variables;
  if (call.representations === undefined) return `${head}}}`;
  return `${head}${call.variables === '' ? '' : ','}"representations":[${call.representations.join(',')}]}}`;
}
