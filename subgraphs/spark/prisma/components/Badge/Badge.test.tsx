// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Badge } from './Badge';

afterEach(cleanup);

describe('Badge', () => {
  it('says its text, with nothing added for screen readers', () => {
    render(<Badge tone="success">Deployed</Badge>);
    const badge = screen.getByText('Deployed');
    expect(badge.textContent).toBe('Deployed');
    expect(badge.dataset['tone']).toBe('success');
  });

  it('is neutral unless told otherwise, and passes on what a span takes', () => {
    render(
      <Badge title="Since 10:15" className="extra">
        Idle
      </Badge>,
    );
    const badge = screen.getByTitle('Since 10:15');
    expect(badge.dataset['tone']).toBe('neutral');
    expect(badge.className).toBe('luminera-badge extra');
  });
});
