// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Avatar } from './Avatar';

afterEach(cleanup);

describe('Avatar', () => {
  it('shows the initials of the first and the last name, and reads out the whole', () => {
    render(<Avatar name="Ada Augusta Lovelace" status="online" />);
    expect(screen.getByRole('img', { name: 'Ada Augusta Lovelace, online' }).textContent).toBe('AL');
  });

  it('copes with one name, with emoji and with an empty one', () => {
    const { rerender } = render(<Avatar name="grace" />);
    expect(screen.getByRole('img').textContent).toBe('G');
    rerender(<Avatar name="🦊 Team" />);
    expect(screen.getByRole('img').textContent).toBe('🦊T');
    rerender(<Avatar name="" />);
    expect(screen.getByRole('img').textContent).toBe('');
  });

  it('falls back to initials when the picture does not load, and tries a new picture', () => {
    const { container, rerender } = render(<Avatar name="Alan Turing" src="/missing.png" />);
    const picture = container.querySelector('img');
    if (!picture) throw new Error('no picture');
    fireEvent.error(picture);
    expect(screen.getByRole('img', { name: 'Alan Turing' }).textContent).toBe('AT');
    rerender(<Avatar name="Alan Turing" src="/other.png" />);
    expect(container.querySelector('img')?.getAttribute('src')).toBe('/other.png');
  });

  it('gives a name the same colour every time', () => {
    render(
      <>
        <Avatar name="Alan Turing" />
        <Avatar name="Alan Turing" />
      </>,
    );
    const [first, second] = screen.getAllByRole('img');
    expect(first?.dataset['palette']).toBe(second?.dataset['palette']);
  });
});
