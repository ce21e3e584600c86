import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from './button.js';

afterEach(cleanup);

describe('Button', () => {
  it('calls its handler when pressed, and submits no form unless told to', () => {
    const pressed = vi.fn();
    render(<Button onClick={pressed}>Save</Button>);
    const button = screen.getByRole('button', { name: 'Save' });
    fireEvent.click(button);
    expect(pressed).toHaveBeenCalledOnce();
    expect(button.getAttribute('type')).toBe('button');
  });

  it('does nothing while it is busy, and says so', () => {
    const pressed = vi.fn();
    render(
      <Button busy onClick={pressed}>
        Save
      </Button>,
    );
    const button = screen.getByRole('button', { name: 'Save' });
    fireEvent.click(button);
    expect(pressed).not.toHaveBeenCalled();
    expect(button.getAttribute('aria-busy')).toBe('true');
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('keeps classes that it is given', () => {
    render(<Button className="mine">Save</Button>);
    expect(screen.getByRole('button').classList.contains('mine')).toBe(true);
  });
});
