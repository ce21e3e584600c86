import { type ReactNode, useEffect, useId, useRef } from 'react';

export interface DialogProps {
  open: boolean;
  /** Escape, the close button or a press beside the dialog: the parent decides what `open` becomes. */
  onClose: () => void;
  title: ReactNode;
  /** Below the text: what to decide between. */
  actions?: ReactNode;
  children?: ReactNode;
  className?: string;
}

/** A decision that comes before everything else: takes the focus, keeps it, and gives it back. */
export function Dialog({ open, onClose, title, actions, children, className }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    if (!element || !open) return;
    const before = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, [open]);

  return (
    <>
      <style href="luminera-dialog" precedence="luminera">
        {styles}
      </style>
      <dialog
        ref={dialog}
        aria-labelledby={titleId}
        className={['luminera-dialog', className].filter(Boolean).join(' ')}
        onCancel={(event) => {
          event.preventDefault();
          onClose();
        }}
        onClick={(event) => {
          if (event.target === dialog.current) onClose();
        }}
      >
        {open && (
          <div className="luminera-dialog-body">
            <header>
              <h2 id={titleId}>{title}</h2>
              <button type="button" aria-label="Close" onClick={onClose}>
                <span aria-hidden="true">×</span>
              </button>
            </header>
            {children}
            {actions && <footer>{actions}</footer>}
          </div>
        )}
      </dialog>
    </>
  );
}

const styles = `
.luminera-dialog {
  width: min(32rem, calc(100vw - var(--space-8)));
  padding: 0;
  border: 1px solid var(--color-border-subtle);
  border-radius: var(--radius-xl);
  background: var(--color-surface-overlay);
  color: var(--color-text-secondary);
  box-shadow: var(--shadow-2xl);
  font: var(--text-base);
}
.luminera-dialog[open] { animation: luminera-dialog-enter var(--transition-enter); }
.luminera-dialog::backdrop { background: var(--color-slate-950); opacity: var(--effect-opacity-backdrop); }
.luminera-dialog-body { padding: var(--space-6); }
.luminera-dialog header { display: flex; align-items: flex-start; justify-content: space-between; gap: var(--space-4); margin-bottom: var(--space-3); }
.luminera-dialog h2 { margin: 0; color: var(--color-text-primary); font: var(--text-xl); font-weight: var(--font-weight-semibold); }
.luminera-dialog header button {
  width: var(--space-8);
  height: var(--space-8);
  border: 0;
  border-radius: var(--radius-md);
  background: none;
  color: var(--color-text-muted);
  font: var(--text-xl);
  cursor: pointer;
}
.luminera-dialog header button:hover { background: var(--color-surface-sunken); color: var(--color-text-primary); }
.luminera-dialog header button:focus-visible { outline: 2px solid var(--color-border-focus); }
.luminera-dialog footer { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: var(--space-2); margin-top: var(--space-6); }
@keyframes luminera-dialog-enter { from { opacity: 0; transform: translateY(var(--space-2)); } }
@media (prefers-reduced-motion: reduce) { .luminera-dialog[open] { animation: none; } }
`;
