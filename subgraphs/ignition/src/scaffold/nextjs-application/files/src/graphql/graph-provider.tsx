// [only libraries.urql]
'use client';

import { type ReactNode, useState } from 'react';
import { cacheExchange, Client, fetchExchange, Provider } from 'urql';
import { graphqlUrl } from '../settings.ts';

/** A client of its own for each page that is opened: nothing is shared between readers. */
export function GraphProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () => new Client({ url: graphqlUrl || '/graphql', exchanges: [cacheExchange, fetchExchange], preferGetMethod: false }),
  );
  return <Provider value={client}>{children}</Provider>;
}
