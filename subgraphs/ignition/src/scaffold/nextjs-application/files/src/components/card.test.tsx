import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Card } from './card.tsx';

afterEach(cleanup);

it('a card is named by its title', () => {
  render(
    <Card title="Tokens" eyebrow="SLATE">
      All of them.
    </Card>,
  );
  expect(screen.getByRole('article', { name: 'Tokens' }).textContent).toBe('SLATETokensAll of them.');
});
