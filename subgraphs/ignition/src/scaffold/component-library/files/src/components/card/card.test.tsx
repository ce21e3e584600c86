import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Card } from './card.js';

afterEach(cleanup);

describe('Card', () => {
  it('is named by its title, at the level that the page needs', () => {
    render(<Card title="Tokens" level={2} />);
    const card = screen.getByRole('article', { name: 'Tokens' });
    expect(card.contains(screen.getByRole('heading', { level: 2 }))).toBe(true);
  });

  it('shows what it is given, in reading order', () => {
    render(
      <Card title="Tokens" eyebrow="SLATE" actions={<button type="button">Open</button>}>
        All of them.
      </Card>,
    );
    expect(screen.getByRole('article').textContent).toBe('SLATETokensAll of them.Open');
  });
});
