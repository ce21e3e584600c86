import { useEffect, useReducer } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { BuildLogDocument } from '../../graphql/generated/graphql.ts';
import { EMPTY_LOG, logReducer } from './log-text.ts';

/** How long a gap may be open before the stored log is read again, in milliseconds: it is kept once a second. */
const GAP_MS = 1_200;

export interface BuildLogOptions {
  id: string;
  /** As it was read last. */
  stored: string;
  underWay: boolean;
  /** Reads it again. */
  refresh: () => void;
}

/** The log of a build, live while it is under way. */
export function useBuildLog({ id, stored, underWay, refresh }: BuildLogOptions): string {
  const client = useClient();
  const [{ text, waiting }, tell] = useReducer(logReducer, EMPTY_LOG);
  useEffect(() => tell({ kind: 'stored', text: stored }), [stored]);
  useEffect(() => {
    if (!underWay) return undefined;
    const feed = pipe(
      client.subscription(BuildLogDocument, { id }),
      subscribe(({ data }) => {
        if (data) tell({ kind: 'chunk', chunk: data.buildLog });
      }),
    );
    return () => feed.unsubscribe();
  }, [client, id, underWay]);
  useEffect(() => {
    if (waiting.length === 0 || !underWay) return undefined;
    const timer = setInterval(refresh, GAP_MS);
    return () => clearInterval(timer);
  }, [waiting.length, underWay, refresh]);
  // A build that has ended has all of it stored.
  return underWay ? text : stored;
}
