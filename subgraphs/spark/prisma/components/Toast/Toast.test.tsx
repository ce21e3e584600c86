// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Toast } from './Toast';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function pass(ms: number): void {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
}

describe('Toast', () => {
  it('goes by itself after its time', () => {
    const closed = vi.fn();
    render(<Toast title="Saved" onClose={closed} duration={1_000} />);
    expect(screen.getByRole('status').textContent).toContain('Saved');
    pass(999);
    expect(closed).not.toHaveBeenCalled();
    pass(1);
    expect(closed).toHaveBeenCalledOnce();
  });

  it('stays while somebody points at it or is in it', () => {
    const closed = vi.fn();
    render(<Toast title="Saved" onClose={closed} duration={1_000} />);
    fireEvent.mouseEnter(screen.getByRole('status'));
    pass(5_000);
    expect(closed).not.toHaveBeenCalled();
    fireEvent.mouseLeave(screen.getByRole('status'));
    pass(1_000);
    expect(closed).toHaveBeenCalledOnce();
  });

  it('interrupts with an error, and keeps it until it is dismissed', () => {
    const closed = vi.fn();
    render(
      <Toast tone="danger" title="Deployment failed" onClose={closed}>
        The registry does not answer.
      </Toast>,
    );
    expect(screen.getByRole('alert').textContent).toContain('The registry does not answer.');
    pass(60_000);
    expect(closed).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(closed).toHaveBeenCalledOnce();
  });

  it('does not start its time again when its parent draws anew', () => {
    const closed = vi.fn();
    const { rerender } = render(<Toast title="Saved" onClose={() => {}} duration={1_000} />);
    pass(600);
    rerender(<Toast title="Saved" onClose={closed} duration={1_000} />);
    pass(400);
    expect(closed).toHaveBeenCalledOnce();
  });
});
