// [only libraries.urql]
'use client';

import { useQuery } from 'urql';
import { Card } from '../components/card.tsx';
import { graphqlUrl } from '../settings.ts';

/** Whether the graph answers; says how to connect one where there is none. */
export function GraphCard() {
  const [{ fetching, error }] = useQuery({ query: '{ __typename }', pause: graphqlUrl === '' });
  return (
    <Card eyebrow="urql" title="Your graph">
      <p role="status">
        {graphqlUrl === '' && 'Set NEXT_PUBLIC_GRAPHQL_URL to the address of your graph.'}
        {graphqlUrl !== '' && (fetching ? 'Asking…' : error ? `It does not answer: ${error.message}` : 'It answers.')}
      </p>
    </Card>
  );
}
