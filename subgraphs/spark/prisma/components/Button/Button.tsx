import type { ComponentProps, ReactNode } from 'react';

export interface ButtonProps extends ComponentProps<'button'> {
  /** How much it asks for attention; one primary button in a view is enough. */
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'sm' | 'md' | 'lg';
  /** Work is under way: it keeps its size and its focus, and cannot be pressed again. */
  busy?: boolean;
  /** In front of the text; decoration only. */
  icon?: ReactNode;
}

/** Starts an action, in four weights and three sizes, and shows that the action is under way. */
export function Button({
  variant = 'primary',
  size = 'md',
  busy = false,
  icon,
  type = 'button',
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <>
      <style href="luminera-button" precedence="luminera">
        {styles}
      </style>
      <button
        {...rest}
        type={type}
        className={['luminera-button', className].filter(Boolean).join(' ')}
        data-variant={variant}
        data-size={size}
        aria-busy={busy || undefined}
        aria-disabled={busy || rest['aria-disabled']}
        onClick={busy ? (event) => event.preventDefault() : onClick}
      >
        {busy ? <span className="luminera-button-spinner" aria-hidden="true" /> : icon && <span aria-hidden="true">{icon}</span>}
        {children}
      </button>
    </>
  );
}

const styles = `
.luminera-button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: var(--space-2);
  min-height: var(--space-10);
  padding: var(--space-2) var(--space-4);
  border: 1px solid transparent;
  border-radius: var(--radius-md);
  font: var(--text-sm);
  font-weight: var(--font-weight-semibold);
  cursor: pointer;
  transition: background-color var(--transition-colors), border-color var(--transition-colors), color var(--transition-colors);
}
.luminera-button[data-size='sm'] { min-height: var(--space-8); padding: var(--space-1) var(--space-3); }
.luminera-button[data-size='lg'] { min-height: var(--space-12); padding: var(--space-3) var(--space-6); font-size: var(--font-size-base); }
.luminera-button[data-variant='primary'] { background: var(--color-action-primary); color: var(--color-text-inverse); }
.luminera-button[data-variant='primary']:hover { background: var(--color-action-primary-hover); }
.luminera-button[data-variant='primary']:active { background: var(--color-action-primary-active); }
.luminera-button[data-variant='secondary'] { background: var(--color-surface-raised); border-color: var(--color-border-strong); color: var(--color-text-primary); }
.luminera-button[data-variant='secondary']:hover { background: var(--color-surface-sunken); }
.luminera-button[data-variant='ghost'] { background: transparent; color: var(--color-text-secondary); }
.luminera-button[data-variant='ghost']:hover { background: var(--color-surface-sunken); color: var(--color-text-primary); }
.luminera-button[data-variant='danger'] { background: var(--color-action-danger); color: var(--color-text-inverse); }
.luminera-button[data-variant='danger']:hover { background: var(--color-action-danger-hover); }
.luminera-button:focus-visible { outline: 2px solid var(--color-border-focus); outline-offset: 2px; }
.luminera-button:disabled { opacity: var(--effect-opacity-disabled); cursor: not-allowed; }
.luminera-button[aria-busy] { cursor: progress; }
.luminera-button-spinner {
  width: 1em;
  height: 1em;
  border: 2px solid currentColor;
  border-inline-end-color: transparent;
  border-radius: var(--radius-full);
  animation: luminera-button-turn var(--duration-slower) var(--easing-linear) infinite;
}
@keyframes luminera-button-turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .luminera-button-spinner { animation-duration: 4s; } }
`;
