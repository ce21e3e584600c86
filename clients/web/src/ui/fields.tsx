import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ComponentProps, type ReactNode } from 'react';
import styles from './ui.module.css';

export interface FieldProps {
  label: string;
  hint?: string | null | undefined;
  error?: string | undefined;
  required?: boolean;
  /** Gets what ties the control to its label, hint and error. */
  children: (control: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean; required: boolean }) => ReactNode;
}

export function Field({ label, hint, error, required = false, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.fieldLabel}>
        {label}
        {!required && <span className={styles.fieldHint}> (optional)</span>}
      </label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': error !== undefined, required })}
      {hint && (
        <p id={`${id}-hint`} className={styles.fieldHint}>
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={styles.fieldError} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

export function TextInput(props: ComponentProps<'input'>) {
  return <input {...props} className={styles.input} />;
}

export function TextArea(props: ComponentProps<'textarea'>) {
  return <textarea {...props} className={styles.input} />;
}

export function Select(props: ComponentProps<'select'>) {
  return <select {...props} className={styles.input} />;
}

/** Tells `onSearch` a quarter of a second after the last key, and at once on Enter. */
export function SearchField({ label, value, onSearch }: { label: string; value: string; onSearch: (value: string) => void }) {
  // What is being typed, until it has been told; otherwise the value from outside shows.
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = (text: string): void => {
    clearTimeout(timer.current);
    setDraft(null);
    onSearch(text.trim());
  };
  const type = (text: string): void => {
    setDraft(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => tell(text), 250);
  };
  return (
    <span className={styles.search}>
      <Search size={15} aria-hidden="true" />
      <input
        type="search"
        className={styles.input}
        aria-label={label}
        placeholder={label}
        value={draft ?? value}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') tell(event.currentTarget.value);
        }}
      />
    </span>
  );
}

export interface Choice {
  value: string;
  label: string;
}

/** One of a few, as radio buttons: arrow keys move. */
export function Segmented({
  label,
  choices,
  value,
  onChoose,
}: {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChoose: (value: string) => void;
}) {
  const name = useId();
  return (
    <fieldset className={styles.segmented}>
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className={styles.segment}>
          <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onChoose(choice.value)} />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
