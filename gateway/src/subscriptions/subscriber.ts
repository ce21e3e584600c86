import type { GraphQLFormattedError } from 'graphql';
import type { SharedResult } from './shared-result.ts';

/** One client's running subscription. Its methods never throw and never wait. */
export interface Subscriber {
  next(result: SharedResult): void;
  /** The subscription has ended for a reason that the client should read; nothing follows. */
  fail(errors: readonly GraphQLFormattedError[]): void;
}
