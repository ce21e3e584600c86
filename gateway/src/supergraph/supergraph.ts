import type { Schema } from '@apollo/federation-internals';
import type { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema, SelectionSetNode } from 'graphql';
import type { DeclaredPermissions } from './read-permissions.ts';

/** One composed supergraph, ready to plan against. Never changes; a recomposition makes a new one. */
export interface Supergraph {
  /** sha256 of the SDL, in hex. */
  readonly id: string;
  readonly sdl: string;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** Everything, the federation's own types included. */
  readonly fullSchema: GraphQLSchema;
  /** The API schema as the planner's operations want it. */
  readonly planningSchema: Schema;
  readonly planner: QueryPlanner;
  /** By the name that plans use. */
  readonly subgraphs: ReadonlyMap<string, SubgraphAddress>;
  /** `@eventSource(subject:)` of the Subscription fields, by field name: `deployment.{args.environment}.>`. */
  readonly eventSources: ReadonlyMap<string, string>;
  readonly permissions: DeclaredPermissions;
  /** How the subgraph identifies the entity; empty where it cannot resolve it. */
  entityKeys(typeName: string, subgraph: string): readonly SelectionSetNode[];
}

export interface SubgraphAddress {
  name: string;
  /** As composed; the configuration may replace it. */
  url: string;
}
