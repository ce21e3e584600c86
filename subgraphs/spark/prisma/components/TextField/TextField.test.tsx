// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TextField } from './TextField';

afterEach(cleanup);

function describedBy(field: HTMLElement): string {
  const ids = field.getAttribute('aria-describedby')?.split(' ') ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent).join(' | ');
}

describe('TextField', () => {
  it('is found by its label and passes on what people write', () => {
    const changed = vi.fn();
    render(<TextField label="Project name" onChange={(event) => changed(event.target.value)} />);
    fireEvent.change(screen.getByLabelText('Project name'), { target: { value: 'aurora' } });
    expect(changed).toHaveBeenCalledWith('aurora');
  });

  it('is described by its hint and its error, and invalid with one', () => {
    const { rerender } = render(<TextField label="Name" hint="Small letters and hyphens." />);
    const field = screen.getByLabelText('Name');
    expect(describedBy(field)).toBe('Small letters and hyphens.');
    expect(field.getAttribute('aria-invalid')).toBeNull();
    rerender(<TextField label="Name" hint="Small letters and hyphens." error="The name is taken: choose another." />);
    expect(describedBy(field)).toBe('Small letters and hyphens. | The name is taken: choose another.');
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });

  it('keeps descriptions of its surroundings, and two fields stay apart', () => {
    render(
      <>
        <p id="terms">Public</p>
        <TextField label="First" aria-describedby="terms" hint="One" required />
        <TextField label="Second" hint="Two" />
      </>,
    );
    expect(describedBy(screen.getByLabelText(/First/))).toBe('Public | One');
    expect(screen.getByLabelText<HTMLInputElement>(/First/).required).toBe(true);
    expect(describedBy(screen.getByLabelText('Second'))).toBe('Two');
  });
});
