import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

const VARIANTS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-line bg-raised text-ink hover:bg-sunken',
} as const;

export type ButtonVariant = keyof typeof VARIANTS;

const SHAPE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-md px-5 text-sm font-semibold transition-colors duration-150 disabled:cursor-not-allowed disabled:opacity-60';

export interface ButtonProps extends ComponentProps<'button'> {
  /** One primary button in a view is enough. */
  variant?: ButtonVariant;
}

/** Starts an action. */
export function Button({ variant = 'primary', type = 'button', className, ...rest }: ButtonProps) {
  return <button {...rest} type={type} className={classNames(SHAPE, VARIANTS[variant], className)} />;
}

export interface ButtonLinkProps extends ComponentProps<'a'> {
  href: string;
  variant?: ButtonVariant;
}

/** Leads somewhere, and looks like a button. */
export function ButtonLink({ variant = 'primary', className, children, ...rest }: ButtonLinkProps) {
  return (
    <a {...rest} className={classNames(SHAPE, VARIANTS[variant], className)}>
      {children}
    </a>
  );
}
