import { pipe, subscribe } from 'wonka';
import type { Client } from 'urql';
import { TokensUpdatedDocument } from '../graphql/generated/graphql.ts';

const listeners = new Set<() => void>();

/** Follows SLATE's releases: the cache takes the tokens of each to every view of them. Returns how to stop. */
export function followReleases(client: Client): () => void {
  const feed = pipe(
    client.subscription(TokensUpdatedDocument, {}),
    subscribe(({ data }) => {
      if (data?.tokensUpdated) for (const listener of listeners) listener();
    }),
  );
  return feed.unsubscribe;
}

/** Called after each release, whoever made it. Returns how to stop listening. */
export function onRelease(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
