// [only libraries.urql|libraries.next-intl]
// [if libraries.next-intl]
import { NextIntlClientProvider } from 'next-intl';
// [end]
import type { ReactNode } from 'react';
// [if libraries.urql]
import { GraphProvider } from '../graphql/graph-provider.tsx';
// [end]

/** What every page stands in. */
export function Providers({ children }: { children: ReactNode }) {
  let content = children;
  // [if libraries.urql]
  content = <GraphProvider>{content}</GraphProvider>;
  // [end]
  // [if libraries.next-intl]
  content = <NextIntlClientProvider>{content}</NextIntlClientProvider>;
  // [end]
  return content;
}
