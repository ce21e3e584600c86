// [only libraries.urql]
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { GraphCard } from './graph-card.tsx';
import { GraphProvider } from './graph-provider.tsx';

afterEach(cleanup);

it('says how to connect a graph where there is none', () => {
  render(
    <GraphProvider>
      <GraphCard />
    </GraphProvider>,
  );
  expect(screen.getByRole('status').textContent).toContain('NEXT_PUBLIC_GRAPHQL_URL');
});
