import type { FetchNode } from '@apollo/query-planner';
import type { ResponseShape } from '../response/response-shape.ts';
import type { EventProjection } from './event-projection.ts';
import type { Step } from './execution-state.ts';

/** The executor's half of a compiled operation. */
export interface ExecutableOperation {
  /** Queries and mutations: the whole plan. Subscriptions: what is to fetch for each event beyond its payload. Undefined: nothing. */
  readonly run: Step | undefined;
  readonly shape: ResponseShape;
  readonly event: CompiledEvent | undefined;
}

interface CompiledEvent {
  readonly primary: FetchNode;
  readonly projection: EventProjection;
}
