import type { Exchange } from 'urql';
import { pipe, tap } from 'wonka';
import { sessionEnded } from './session-state.ts';

/** Notices every answer that says that nobody is signed in. */
export const sessionExchange: Exchange =
  ({ forward }) =>
  (operations) =>
    pipe(
      forward(operations),
      tap(({ error }) => {
        if (error?.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')) sessionEnded();
      }),
    );
