import { useEffect, useLayoutEffect, useRef } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { GenerationsChangedDocument } from '../../graphql/generated/graphql.ts';
import { onReconnected } from '../../graphql/live-connection.ts';
import { useSettled } from '../../graphql/use-settled.ts';

const NO_VARIABLES = {};

/** Follows every generation: the cache takes what is shown, and `onNew` hears of what is not, and of events that may have been missed. */
export function useGenerationFeed(shown: readonly { id: string }[], onNew: () => void): void {
  const client = useClient();
  const settled = useSettled(onNew);
  const latest = useRef(shown);
  useLayoutEffect(() => {
    latest.current = shown;
  });
  useEffect(() => {
    const feed = pipe(
      client.subscription(GenerationsChangedDocument, NO_VARIABLES),
      subscribe(({ data }) => {
        const id = data?.generationsChanged?.id;
        if (id === undefined || latest.current.some((each) => each.id === id)) return;
        settled();
      }),
    );
    const stop = onReconnected(settled);
    return () => {
      feed.unsubscribe();
      stop();
    };
  }, [client, settled]);
}
