import type { GraphQLFormattedError } from 'graphql';
import type { Variables } from '../plan/compiled-operation.ts';
import type { RequestContext } from '../request-context.ts';

/** What one execution of a plan gathers. */
export interface ExecutionState {
  /** By the plan's response names; the response is shaped out of it at the end. */
  readonly root: DataObject;
  readonly errors: GraphQLFormattedError[];
  /** Plan paths whose objects have been given one answer each to several of them: what lies directly below may stand at several places. */
  readonly sharedPlaces: Set<string>;
  readonly variables: Variables;
  readonly request: RequestContext;
}

export type DataObject = Record<string, unknown>;

export type ResponsePath = readonly (string | number)[];

/** A compiled plan node: works on the objects found at its path. Undefined when there is nothing to wait for; never rejects. */
export type Step = (state: ExecutionState, targets: readonly DataObject[]) => Promise<void> | undefined;
