// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from './Button';

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

  it('cannot be pressed while it is busy, and says so', () => {
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

  it('cannot be pressed when it is disabled', () => {
    const pressed = vi.fn();
    render(
      <Button disabled onClick={pressed}>
        Save
      </Button>,
    );
    fireEvent.click(screen.getByRole('button'));
    expect(pressed).not.toHaveBeenCalled();
  });

  it('hides its icon from screen readers and carries its variant and size', () => {
    render(
      <Button variant="danger" size="lg" icon="✕">
        Delete
      </Button>,
    );
    const button = screen.getByRole('button', { name: 'Delete' });
    expect(button.dataset).toMatchObject({ variant: 'danger', size: 'lg' });
  });
});
