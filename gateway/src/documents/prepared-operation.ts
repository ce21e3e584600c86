import type { DocumentNode } from 'graphql';
import type { CompiledOperation, Variables } from '../plan/compiled-operation.ts';

/** The parameters of a GraphQL request, as they came: nothing checked but that it is an object. */
export interface OperationParameters {
  query?: unknown;
  documentId?: unknown;
  operationName?: unknown;
  variables?: unknown;
  extensions?: unknown;
}

/** Known or parsed, within the limits, valid, planned; variables checked. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly compiled: CompiledOperation;
  readonly variables: Variables;
  /** A trusted document: no limits were applied. */
  readonly trusted: boolean;
}

/** Turns parameters into an operation to run. */
export interface OperationPreparer {
  /** Against the current supergraph. Throws an OperationRefused with every reason. */
  prepare(parameters: OperationParameters): PreparedOperation;
}
