// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Dialog } from './Dialog';

afterEach(cleanup);

function Example({ onClose }: { onClose?: () => void }) {
  const [open, setOpen] = useState(false);
  const close = () => {
    onClose?.();
    setOpen(false);
  };
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Delete
      </button>
      <Dialog open={open} onClose={close} title="Delete the project?" actions={<button type="button">Yes</button>}>
        <p>This cannot be undone.</p>
      </Dialog>
    </>
  );
}

function openIt(): HTMLElement {
  const opener = screen.getByRole('button', { name: 'Delete' });
  opener.focus();
  fireEvent.click(opener);
  return screen.getByRole('dialog', { name: 'Delete the project?' });
}

describe('Dialog', () => {
  it('shows nothing until it is open, and is named by its title then', () => {
    render(<Example />);
    expect(screen.queryByText('This cannot be undone.')).toBeNull();
    const dialog = openIt();
    expect(dialog.hasAttribute('open')).toBe(true);
    expect(screen.getByText('This cannot be undone.')).toBeTruthy();
  });

  it('closes by its button and gives the focus back', () => {
    const closed = vi.fn();
    render(<Example onClose={closed} />);
    openIt();
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(closed).toHaveBeenCalledOnce();
    expect(screen.queryByText('This cannot be undone.')).toBeNull();
    expect(document.activeElement?.textContent).toBe('Delete');
  });

  it('closes by Escape and by a press beside it, but not by a press within', () => {
    const closed = vi.fn();
    render(<Example onClose={closed} />);
    const dialog = openIt();
    fireEvent.click(screen.getByText('This cannot be undone.'));
    expect(closed).not.toHaveBeenCalled();
    fireEvent(dialog, new Event('cancel', { cancelable: true }));
    expect(closed).toHaveBeenCalledTimes(1);
    fireEvent.click(openIt());
    expect(closed).toHaveBeenCalledTimes(2);
  });
});
