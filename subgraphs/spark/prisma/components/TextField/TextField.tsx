import { type ComponentProps, type ReactNode, useId } from 'react';

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'size'> {
  label: ReactNode;
  /** What to write, said before anything goes wrong. */
  hint?: ReactNode;
  /** What is wrong and what to do; its presence marks the field as invalid. */
  error?: ReactNode;
}

/** One line of text with its label, a hint, and an error that says what to do. */
export function TextField({ label, hint, error, id, required, className, ...rest }: TextFieldProps) {
  const ownId = useId();
  const inputId = id ?? ownId;
  const describedBy = [rest['aria-describedby'], hint && `${inputId}-hint`, error && `${inputId}-error`].filter(Boolean).join(' ');
  return (
    <>
      <style href="luminera-text-field" precedence="luminera">
        {styles}
      </style>
      <div className={['luminera-text-field', className].filter(Boolean).join(' ')}>
        <label htmlFor={inputId}>
          {label}
          {required && (
            <span className="luminera-text-field-required" aria-hidden="true">
              {' '}
              *
            </span>
          )}
        </label>
        {hint && (
          <div id={`${inputId}-hint`} className="luminera-text-field-hint">
            {hint}
          </div>
        )}
        <input
          type="text"
          {...rest}
          id={inputId}
          required={required}
          aria-invalid={error ? true : rest['aria-invalid']}
          aria-describedby={describedBy || undefined}
        />
        <div id={`${inputId}-error`} className="luminera-text-field-error" aria-live="polite">
          {error}
        </div>
      </div>
    </>
  );
}

const styles = `
.luminera-text-field { display: flex; flex-direction: column; gap: var(--space-1); color: var(--color-text-primary); font: var(--text-sm); }
.luminera-text-field label { font-weight: var(--font-weight-medium); }
.luminera-text-field-required { color: var(--color-status-down); }
.luminera-text-field-hint { color: var(--color-text-muted); }
.luminera-text-field input {
  min-height: var(--space-10);
  padding: var(--space-2) var(--space-3);
  border: 1px solid var(--color-border-strong);
  border-radius: var(--radius-md);
  background: var(--color-surface-raised);
  color: inherit;
  font: var(--text-base);
  transition: border-color var(--transition-colors);
}
.luminera-text-field input::placeholder { color: var(--color-text-muted); opacity: 1; }
.luminera-text-field input:focus-visible { outline: 2px solid var(--color-border-focus); outline-offset: 1px; }
.luminera-text-field input[aria-invalid='true'] { border-color: var(--color-status-down); }
.luminera-text-field input:disabled { background: var(--color-surface-sunken); opacity: var(--effect-opacity-muted); }
.luminera-text-field-error { color: var(--color-status-down); }
.luminera-text-field-error:empty { display: none; }
`;
