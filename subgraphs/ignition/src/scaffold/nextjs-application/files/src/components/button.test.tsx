import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button, ButtonLink } from './button.tsx';

afterEach(cleanup);

describe('a button', () => {
  it('calls its handler, and submits no form unless told to', () => {
    const pressed = vi.fn();
    render(<Button onClick={pressed}>Save</Button>);
    const button = screen.getByRole('button', { name: 'Save' });
    fireEvent.click(button);
    expect(pressed).toHaveBeenCalledOnce();
    expect(button.getAttribute('type')).toBe('button');
  });

  it('that leads somewhere is a link', () => {
    render(
      <ButtonLink href="/there" variant="secondary">
        There
      </ButtonLink>,
    );
    expect(screen.getByRole('link', { name: 'There' }).getAttribute('href')).toBe('/there');
  });
});
