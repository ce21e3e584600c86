import type { CombinedError, Exchange, OperationResult } from 'urql';
import { filter, pipe, tap } from 'wonka';
import { permissionsInDoubt, sessionEnded } from './session-state.ts';

/**
 * Notices every answer that says that nobody is signed in, and every refusal for want of a permission: the role may have changed. What a
 * query brought before the session ended stays on the page; the notice of the end stands below it.
 */
export const sessionExchange: Exchange =
  ({ forward }) =>
  (operations) => {
    const answered = new Set<number>();
    return pipe(
      forward(operations),
      tap((result) => {
        if (isSignedOut(result.error)) sessionEnded();
        else if (isRefused(result)) permissionsInDoubt();
        if (result.data) answered.add(result.operation.key);
      }),
      filter(({ operation, error }) => !(operation.kind === 'query' && answered.has(operation.key) && isSignedOut(error))),
    );
  };

/** A proxy in front of the gateway answers 401 without a GraphQL error. */
export function isSignedOut(error: CombinedError | undefined): boolean {
  if (error === undefined) return false;
  const response: unknown = error.response;
  const status = typeof response === 'object' && response !== null && 'status' in response ? response.status : undefined;
  return status === 401 || error.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED');
}

function isRefused({ error, data, operation }: Pick<OperationResult<unknown>, 'error' | 'data' | 'operation'>): boolean {
  if (error?.graphQLErrors.some(({ extensions }) => extensions['code'] === 'FORBIDDEN')) return true;
  if (operation.kind !== 'mutation' || typeof data !== 'object' || data === null) return false;
  return Object.values(data).some(
    (each: unknown) => typeof each === 'object' && each !== null && '__typename' in each && each.__typename === 'ForbiddenError',
  );
}
