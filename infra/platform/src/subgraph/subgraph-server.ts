import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Caller, IdentityAuthority } from '../auth/index.ts';
import type { HealthReport } from '../health/index.ts';

/** A subgraph, assembled and not yet listening. Co-located gateways call `execute`; others reach it over HTTP at `/subgraph`. */
export interface SubgraphServer {
  name: SubgraphName;
  schema: GraphQLSchema;
  /** LANDING's alone. */
  authority?: IdentityAuthority;
  /** Sentences for the person who started the installation: LANDING's alone, when it has started. */
  announcements?(): Promise<readonly string[]>;
  /** Executes one operation in process. The document is trusted to be valid for `schema` (the planner made it). */
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
  /** Serves `POST /subgraph`, `GET /api/health`, `GET /metrics` and the subgraph's own REST routes; false when none of them matched. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  health(): Promise<HealthReport>;
  /** Begins background work: outbox relay, event consumers, monitors. */
  start(): Promise<void>;
  /** Ends background work, and goes on answering. */
  quiesce(): Promise<void>;
  /** Finishes what runs and releases every connection. */
  stop(): Promise<void>;
}

export interface SubgraphRequest {
  document: DocumentNode;
  operationName?: string;
  variables?: Record<string, unknown>;
  caller: Caller;
  requestId: string;
  signal?: AbortSignal;
}

export const SUBGRAPH_NAMES = ['landing', 'slate', 'ignition', 'spark', 'ignis', 'waypoint'] as const;
export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];
