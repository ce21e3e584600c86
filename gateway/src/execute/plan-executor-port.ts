import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import type { CompiledOperation, Variables } from '../plan/compiled-operation.ts';
import type { RequestContext } from '../request-context.ts';

/** A whole GraphQL response, serialized once; safe to send to everybody with the same share key. */
export interface ExecutionOutcome {
  /** `{"errors":[…],"data":{…}}`; `errors` only where there are any. */
  readonly body: string;
  /** False when `data` is null or missing. */
  readonly hasData: boolean;
  readonly errors: readonly GraphQLFormattedError[];
}

export interface OperationExecutor {
  /**
   * The document is valid for the current supergraph. Cached by document object and name. Throws a GraphQLError when the operation name
   * names nothing or the planner refuses.
   */
  compile(document: DocumentNode, operationName?: string | null): CompiledOperation;
  /** Queries and mutations; variables have been checked. Never rejects for a failure of a subgraph: that is an error in the outcome. */
  execute(operation: CompiledOperation, variables: Variables, request: RequestContext): Promise<ExecutionOutcome>;
  /**
   * One event of a subscription. `payload` is the value of the subscription's field as its owner published it: schema names, no aliases
   * (`{"id":"sys_slate","status":"UP"}`), or null. What the selection needs and the payload lacks is fetched from the owning subgraph by
   * the entity's key; the rest comes from the other subgraphs by the plan. The payload is not changed.
   */
  completeEvent(operation: CompiledOperation, payload: unknown, variables: Variables, request: RequestContext): Promise<ExecutionOutcome>;
}
