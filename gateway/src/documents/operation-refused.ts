import type { GraphQLError } from 'graphql';

/** A request that will not run, with the reasons for its sender. `status` is the HTTP status under application/graphql-response+json. */
export class OperationRefused extends Error {
  readonly errors: readonly GraphQLError[];
  readonly status: number;
  /** True when the request is well formed and only the GraphQL in it is at fault: the status is 200 under application/json. */
  readonly wellFormed: boolean;

  constructor(errors: readonly GraphQLError[], options: { status?: number; wellFormed?: boolean } = {}) {
    super(errors.map((error) => error.message).join('\n'));
    this.name = 'OperationRefused';
    this.errors = errors;
    this.status = options.status ?? 400;
    this.wellFormed = options.wellFormed ?? true;
  }
}
