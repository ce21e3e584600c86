import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createRequest, useClient, type AnyVariables, type OperationResult } from 'urql';
import { pipe, subscribe } from 'wonka';
import { failureOf, type Failure } from './failure.ts';
import { useHealing } from './use-resource.ts';

/** A Relay connection as the documents of this client select it. */
interface Connection<Node> {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: readonly { node: Node }[];
}

export interface Pages<Node> {
  nodes: Node[];
  /** Null until the first page is there. */
  totalCount: number | null;
  hasMore: boolean;
  /** The first page is on its way and there is nothing to show. */
  loading: boolean;
  loadingMore: boolean;
  failure: Failure | null;
  loadMore: () => void;
  /** Asks for every page again. */
  refresh: () => void;
}

export interface PagesOptions<Data, Variables, Node> {
  document: TypedDocumentNode<Data, Variables>;
  /** The variables of the page that follows the cursor; null for the first. Other variables make another list. */
  page: (after: string | null) => Variables;
  /** Null where its system did not answer. */
  pick: (data: Data) => Connection<Node> | null;
  /** Asks again this often, in milliseconds, as long as the nodes say so; null for not. */
  pollEvery?: (nodes: readonly Node[]) => number | null;
}

interface Loaded<Data> {
  /** The variables that these answers belong to. */
  key: string;
  cursors: (string | null)[];
  answers: OperationResult<Data>[];
}

/** The pages of a connection read so far, one list, each kept up to date by the cache; heals like `useResource`. */
export function usePages<Data, Variables extends AnyVariables, Node>(options: PagesOptions<Data, Variables, Node>): Pages<Node> {
  const { document, pick } = options;
  const client = useClient();
  const key = JSON.stringify(options.page(null));
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });
  const [loaded, setLoaded] = useState<Loaded<Data>>({ key, cursors: [null], answers: [] });
  const [round, setRound] = useState(0);
  const current: Loaded<Data> = loaded.key === key ? loaded : { key, cursors: [null], answers: [] };
  const cursors = JSON.stringify(current.cursors);

  useEffect(() => {
    const asked: (string | null)[] = JSON.parse(cursors);
    const { page } = latest.current;
    const subscriptions = asked.map((after, index) =>
      pipe(
        client.executeQuery<Data, Variables>(createRequest<Data, Variables>(document, page(after)), {
          requestPolicy: round > 0 ? 'network-only' : 'cache-and-network',
        }),
        subscribe((answer) => {
          setLoaded((before) => {
            const base: Loaded<Data> = before.key === key ? before : { key, cursors: asked, answers: [] };
            const answers = [...base.answers];
            answers[index] = answer;
            return { ...base, answers };
          });
        }),
      ),
    );
    return () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    };
  }, [client, document, key, cursors, round]);

  const refresh = useCallback(() => setRound((value) => value + 1), []);
  const pages = current.answers.flatMap((answer) => (answer?.data ? (pick(answer.data) ?? []) : []));
  const nodes = pages.flatMap((page) => page.edges.map((edge) => edge.node));
  const failure = useMemo(() => failureOf(current.answers.find((answer) => answer?.error)?.error), [current.answers]);
  useHealing({ failure, answered: current.answers, refresh, paused: false, pollEvery: options.pollEvery?.(nodes) ?? null });

  const last = pages.at(-1);
  return {
    nodes,
    totalCount: pages[0]?.totalCount ?? null,
    hasMore: last?.pageInfo.hasNextPage ?? false,
    loading: pages.length === 0 && !failure,
    loadingMore: pages.length > 0 && pages.length < current.cursors.length && !failure,
    failure,
    loadMore: () => {
      const cursor = last?.pageInfo.endCursor ?? null;
      if (cursor !== null && !current.cursors.includes(cursor)) setLoaded({ ...current, cursors: [...current.cursors, cursor] });
    },
    refresh,
  };
}
