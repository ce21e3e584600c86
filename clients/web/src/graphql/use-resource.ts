import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect, useMemo, useRef } from 'react';
import { useQuery, type AnyVariables } from 'urql';
import { failureOf, type Failure } from './failure.ts';
import { onRecovery } from './recovery.ts';

export interface Resource<Data> {
  data: Data | undefined;
  /** Nothing to show yet, and no failure either. */
  loading: boolean;
  failure: Failure | null;
  /** Asks the network again. */
  refresh: () => void;
}

export interface ResourceOptions<Data, Variables> {
  variables: Variables;
  /** Nothing is asked while true. */
  pause?: boolean;
  /** Asks again this often, in milliseconds, as long as the data says so; null for not. */
  pollEvery?: (data: Data | undefined) => number | null;
}

const FIRST_RETRY = 2000;
const SLOWEST_RETRY = 15_000;

/**
 * A query that heals by itself: it is asked again when a system recovers, when the connection is back, and, after a failure that can
 * pass, at growing intervals of 2 to 15 s.
 */
export function useResource<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  options: ResourceOptions<Data, Variables>,
): Resource<Data> {
  const [result, execute] = useQuery<Data, AnyVariables>({
    query: document,
    variables: options.variables,
    pause: options.pause ?? false,
    requestPolicy: 'cache-and-network',
  });
  const refresh = useMemo(() => () => execute({ requestPolicy: 'network-only' }), [execute]);
  const failure = useMemo(() => failureOf(result.error), [result.error]);
  useHealing({ failure, answered: result, refresh, paused: options.pause ?? false, pollEvery: options.pollEvery?.(result.data) ?? null });
  const data = result.data && !(failure && isEmpty(result.data)) ? result.data : undefined;
  return { data, loading: result.fetching && !data && !failure, failure, refresh };
}

/** An answer whose every field is null: with a failure, that is no answer. */
function isEmpty(data: object): boolean {
  return Object.entries(data).every(([field, value]) => value === null || field === '__typename');
}

interface Healing {
  failure: Failure | null;
  /** Changes with every answer. */
  answered: unknown;
  refresh: () => void;
  paused: boolean;
  pollEvery: number | null;
}

/** The schedule of `useResource`, for whatever can be asked again. */
export function useHealing({ failure, answered, refresh, paused, pollEvery }: Healing): void {
  const attempts = useRef(0);
  useEffect(() => (paused ? undefined : onRecovery(refresh)), [paused, refresh]);
  useEffect(() => {
    if (!failure?.transient) attempts.current = 0;
    const pause = failure?.transient ? Math.min(SLOWEST_RETRY, FIRST_RETRY * 1.6 ** attempts.current) : pollEvery;
    if (paused || pause === null) return undefined;
    const timer = setTimeout(() => {
      attempts.current += 1;
      refresh();
    }, pause);
    return () => clearTimeout(timer);
  }, [failure, answered, refresh, paused, pollEvery]);
}
