import { useEffect } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { BuildsChangedDocument, type BuildPartsFragment } from '../../graphql/generated/graphql.ts';

const NO_VARIABLES = {};

/** Builds change in bursts: the list is read again when one has passed, in milliseconds. */
const SETTLE_MS = 300;

export interface BuildFeedOptions {
  /** Those that the page shows; the cache keeps them up to date by itself. */
  known: ReadonlySet<string>;
  /** There is a build that the page does not show. */
  onNew: () => void;
  /** A build has ended. */
  onSettled: (build: BuildPartsFragment) => void;
}

/** Follows every build for as long as the page is open. */
export function useBuildFeed(options: BuildFeedOptions): void {
  const client = useClient();
  const { known, onNew, onSettled } = options;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const feed = pipe(
      client.subscription(BuildsChangedDocument, NO_VARIABLES),
      subscribe(({ data }) => {
        if (!data) return;
        const build = data.buildsChanged;
        if (build.status === 'SUCCEEDED' || build.status === 'FAILED') onSettled(build);
        if (known.has(build.id)) return;
        clearTimeout(timer);
        timer = setTimeout(onNew, SETTLE_MS);
      }),
    );
    return () => {
      clearTimeout(timer);
      feed.unsubscribe();
    };
  }, [client, known, onNew, onSettled]);
}
