// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Card } from './Card';

afterEach(cleanup);

describe('Card', () => {
  it('is an article that is named by its title', () => {
    render(<Card title="Waypoint">Ships what you built.</Card>);
    const card = screen.getByRole('article', { name: 'Waypoint' });
    expect(within(card).getByRole('heading', { level: 3, name: 'Waypoint' })).toBeTruthy();
    expect(within(card).getByText('Ships what you built.')).toBeTruthy();
    expect(within(card).queryByRole('link')).toBeNull();
  });

  it('leads somewhere by its title, and keeps its actions apart from that', () => {
    render(<Card title="Ignis" level={2} href="/ignis" actions={<button type="button">Pin</button>} />);
    expect(screen.getByRole('link', { name: 'Ignis' }).getAttribute('href')).toBe('/ignis');
    expect(screen.getByRole('button', { name: 'Pin' }).closest('a')).toBeNull();
    expect(screen.getByRole('heading', { level: 2 })).toBeTruthy();
  });
});
