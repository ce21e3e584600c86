import { useId } from 'react';
import { Field, Select, TextInput } from '../../ui/fields.tsx';
import type { InputValues, TemplateInput } from './template-inputs.ts';
import styles from './wizard.module.css';

export interface InputFieldProps {
  input: TemplateInput;
  value: InputValues[string] | undefined;
  error: string | undefined;
  onChange: (value: InputValues[string]) => void;
}

/** More than these are a list that opens. */
const MOST_CARDS = 4;

/** The control that fits the input's kind. */
export function InputField({ input, value, error, onChange }: InputFieldProps) {
  const text = typeof value === 'string' ? value : '';
  if (input.kind === 'BOOLEAN') return <YesOrNo input={input} value={value === true} error={error} onChange={onChange} />;
  if (input.kind === 'MULTI_CHOICE')
    return <AnyOf input={input} value={Array.isArray(value) ? value : []} error={error} onChange={onChange} />;
  if (input.kind === 'CHOICE' && input.options.length <= MOST_CARDS)
    return <OneOf input={input} value={text} error={error} onChange={onChange} />;
  return (
    <Field label={input.label} hint={input.description} required={input.required} error={error}>
      {(control) =>
        input.kind === 'CHOICE' ? (
          <Select {...control} value={text} onChange={(event) => onChange(event.target.value)}>
            {!input.required && <option value="">None</option>}
            {input.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Select>
        ) : (
          <TextInput {...control} autoComplete="off" spellCheck={false} value={text} onChange={(event) => onChange(event.target.value)} />
        )
      }
    </Field>
  );
}

function YesOrNo({ input, value, error, onChange }: Omit<InputFieldProps, 'value'> & { value: boolean }) {
  const id = useId();
  return (
    <div className={styles.group}>
      <label className={styles.switch}>
        <input type="checkbox" checked={value} aria-describedby={id} onChange={(event) => onChange(event.target.checked)} />
        <span>{input.label}</span>
      </label>
      <Notes id={id} hint={input.description} error={error} />
    </div>
  );
}

function OneOf({ input, value, error, onChange }: Omit<InputFieldProps, 'value'> & { value: string }) {
  const id = useId();
  const options = input.required ? input.options : [{ value: '', label: 'None' }, ...input.options];
  return (
    <fieldset className={styles.group} aria-describedby={id}>
      <legend className={styles.legend}>{input.label}</legend>
      <div className={styles.cards}>
        {options.map((option) => (
          <label key={option.value} className={styles.card}>
            <input type="radio" name={id} value={option.value} checked={value === option.value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      <Notes id={id} hint={input.description} error={error} />
    </fieldset>
  );
}

function AnyOf({ input, value, error, onChange }: Omit<InputFieldProps, 'value'> & { value: readonly string[] }) {
  const id = useId();
  const choose = (option: string, chosen: boolean): void => onChange(chosen ? [...value, option] : value.filter((each) => each !== option));
  return (
    <fieldset className={styles.group} aria-describedby={id}>
      <legend className={styles.legend}>{input.label}</legend>
      <div className={styles.cards}>
        {input.options.map((option) => (
          <label key={option.value} className={styles.card}>
            <input
              type="checkbox"
              checked={value.includes(option.value)}
              onChange={(event) => choose(option.value, event.target.checked)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      <Notes id={id} hint={input.description} error={error} />
    </fieldset>
  );
}

function Notes({ id, hint, error }: { id: string; hint: string | null; error: string | undefined }) {
  return (
    <div id={id}>
      {hint && <p className={styles.hint}>{hint}</p>}
      {error && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
