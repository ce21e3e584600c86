import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { type AnyVariables, useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { onReconnected } from './live-connection.ts';

/**
 * Follows a subscription for as long as the page shows what it is about. The cache takes what it brings; `onEvent` hears of each event, and of
 * each new connection, after which events may have been missed.
 */
export function useFeed<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables | null,
  onEvent: () => void,
): void {
  const client = useClient();
  const key = JSON.stringify(variables);
  const latest = useRef(onEvent);
  useLayoutEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => {
    const asked = JSON.parse(key) as Variables | null;
    if (asked === null) return undefined;
    const feed = pipe(
      client.subscription<Data, AnyVariables>(document, asked),
      subscribe(() => latest.current()),
    );
    const stop = onReconnected(() => latest.current());
    return () => {
      feed.unsubscribe();
      stop();
    };
  }, [client, document, key]);
}
