// [only libraries.react-hook-form]
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { GreetingForm } from './greeting-form.tsx';

afterEach(cleanup);

it('says what is missing, and greets by name', async () => {
  render(<GreetingForm />);
  fireEvent.click(screen.getByRole('button', { name: 'Say hello' }));
  expect(await screen.findByText('Say your name.')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Ada' } });
  fireEvent.click(screen.getByRole('button', { name: 'Say hello' }));
  expect(await screen.findByText('Hello, Ada.')).toBeTruthy();
});
