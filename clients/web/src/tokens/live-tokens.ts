import { useEffect, useMemo } from 'react';
import { useClient } from 'urql';
import { LiveTokensDocument, type LiveTokensQuery, type LiveTokensQueryVariables } from '../graphql/generated/graphql.ts';
import { usePages } from '../graphql/use-pages.ts';
import { followReleases } from './release-feed.ts';

type LiveToken = NonNullable<LiveTokensQuery['tokens']>['edges'][number]['node'];

const PAGE = 200;

const VARIABLE = /^--[a-z0-9-]+$/i;
/** A value that could leave its declaration, or load something, is left out. */
const UNSAFE_VALUE = /[;{}<>\\]|url\s*\(|@import/i;

/** The declarations of a style sheet, without what has no place in one. */
function declarations(tokens: readonly Pick<LiveToken, 'cssVariable' | 'cssValue'>[]): string {
  return tokens
    .filter(({ cssVariable, cssValue }) => VARIABLE.test(cssVariable) && cssValue !== '' && !UNSAFE_VALUE.test(cssValue))
    .map(({ cssVariable, cssValue }) => `${cssVariable}: ${cssValue};`)
    .join('\n');
}

/** Dresses the page in SLATE's tokens and keeps it so: a token saved by anybody restyles it at once. */
export function useLiveTokens(): void {
  const client = useClient();
  const pages = usePages<LiveTokensQuery, LiveTokensQueryVariables, LiveToken>({
    document: LiveTokensDocument,
    page: (after) => ({ first: PAGE, after }),
    pick: (data) => data.tokens,
  });
  const { hasMore, loadMore, loadingMore, nodes } = pages;
  useEffect(() => {
    if (hasMore && !loadingMore) loadMore();
  });
  const css = useMemo(() => declarations(nodes), [nodes]);
  useEffect(() => {
    if (css === '') return undefined;
    // A constructed sheet: a strict content security policy has nothing against it.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:root {\n${css}\n}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    };
  }, [css]);
  useEffect(() => followReleases(client), [client]);
}
