// [only darkMode]
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { ThemeSwitch } from './theme-switch.tsx';

afterEach(cleanup);

it('leads to the other appearance and back, and remembers', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }));
  render(<ThemeSwitch labels={{ light: 'Lighter', dark: 'Darker' }} />);
  fireEvent.click(screen.getByRole('button', { name: 'Lighter' }));
  expect(document.documentElement.dataset.theme).toBe('light');
  expect(localStorage.getItem('appearance')).toBe('light');
  fireEvent.click(screen.getByRole('button', { name: 'Darker' }));
  expect(document.documentElement.dataset.theme).toBe('dark');
});
