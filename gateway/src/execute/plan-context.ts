import type { GraphQLSchema, OperationTypeNode } from 'graphql';
import type { Variables } from '../plan/compiled-operation.ts';
import type { SubgraphClient } from '../transport/subgraph-client.ts';
import type { SubgraphOperation } from '../transport/subgraph-transport.ts';
import type { WrittenPlaces } from './isolate.ts';
import type { PlanPath } from './plan-path.ts';

/** What the steps of one plan are compiled against. */
export interface PlanContext {
  readonly schema: GraphQLSchema;
  /** Values of boolean variables that the client may leave out. */
  readonly defaults: Variables;
  clientOf(subgraph: string): SubgraphClient;
  internOperation(subgraph: string, operation: { text: string; name: string | undefined; kind: OperationTypeNode }): SubgraphOperation;
  writtenBelow(path: PlanPath): WrittenPlaces | undefined;
}
