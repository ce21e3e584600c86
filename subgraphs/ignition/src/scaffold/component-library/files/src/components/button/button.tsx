import type { ComponentProps } from 'react';
import { classNames } from '../class-names.js';

const VARIANTS = {
  primary: 'ui:bg-accent ui:text-on-accent ui:hover:bg-accent-strong ui:border-transparent',
  secondary: 'ui:bg-raised ui:text-ink ui:hover:bg-sunken ui:border-line',
  danger: 'ui:bg-danger ui:text-on-accent ui:hover:bg-danger-strong ui:border-transparent',
} as const;

const SIZES = {
  sm: 'ui:min-h-8 ui:px-3',
  md: 'ui:min-h-11 ui:px-5',
} as const;

const SHAPE =
  'ui:inline-flex ui:cursor-pointer ui:items-center ui:justify-center ui:gap-2 ui:rounded-md ui:border ui:border-solid ui:font-sans ui:text-sm ui:font-semibold ui:transition-colors ui:outline-offset-2 ui:focus-visible:outline-2 ui:focus-visible:outline-focus ui:disabled:cursor-not-allowed ui:disabled:opacity-60';

export interface ButtonProps extends ComponentProps<'button'> {
  /** How much it asks for attention; one primary button in a view is enough. */
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
  /** Work is under way: it keeps its focus, and pressing it does nothing. */
  busy?: boolean;
}

/** Starts an action. */
export function Button({ variant = 'primary', size = 'md', busy = false, type = 'button', className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classNames(SHAPE, VARIANTS[variant], SIZES[size], busy && 'ui:cursor-progress ui:opacity-80', className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled']}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    />
  );
}
