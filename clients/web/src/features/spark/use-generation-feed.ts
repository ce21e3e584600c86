import { useEffect, useLayoutEffect, useRef } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { GenerationsChangedDocument } from '../../graphql/generated/graphql.ts';
import { onReconnected } from '../../graphql/live-connection.ts';

const NO_VARIABLES = {};

/** Events come in bursts: the list is read again when one has passed, in milliseconds. */
const SETTLE_MS = 300;

/** Follows every generation: the cache takes what is shown, and `onNew` hears of what is not, and of events that may have been missed. */
export function useGenerationFeed(shown: readonly { id: string }[], onNew: () => void): void {
  const client = useClient();
  const latest = useRef({ shown, onNew });
  useLayoutEffect(() => {
    latest.current = { shown, onNew };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const feed = pipe(
      client.subscription(GenerationsChangedDocument, NO_VARIABLES),
      subscribe(({ data }) => {
        const id = data?.generationsChanged?.id;
        if (id === undefined || latest.current.shown.some((each) => each.id === id)) return;
        clearTimeout(timer);
        timer = setTimeout(() => latest.current.onNew(), SETTLE_MS);
      }),
    );
    const stop = onReconnected(() => latest.current.onNew());
    return () => {
      clearTimeout(timer);
      feed.unsubscribe();
      stop();
    };
  }, [client]);
}
