import { useId } from 'react';
import { Field, Select, TextInput } from '../../ui/fields.tsx';
import styles from './ignition.module.css';
import type { InputValues, TemplateInput } from './template-inputs.ts';

export interface InputFieldProps {
  input: TemplateInput;
  value: InputValues[string] | undefined;
  error: string | undefined;
  onChange: (value: InputValues[string]) => void;
}

/** The control that fits the input's kind. */
export function InputField({ input, value, error, onChange }: InputFieldProps) {
  if (input.kind === 'BOOLEAN') return <YesOrNo input={input} value={value === true} error={error} onChange={onChange} />;
  if (input.kind === 'MULTI_CHOICE')
    return <AnyOf input={input} value={Array.isArray(value) ? value : []} error={error} onChange={onChange} />;
  return (
    <Field label={input.label} hint={input.description} required={input.required} error={error}>
      {(control) =>
        input.kind === 'CHOICE' ? (
          <Select {...control} value={String(value ?? '')} onChange={(event) => onChange(event.target.value)}>
            {!input.required && <option value="">None</option>}
            {input.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Select>
        ) : (
          <TextInput {...control} autoComplete="off" value={String(value ?? '')} onChange={(event) => onChange(event.target.value)} />
        )
      }
    </Field>
  );
}

interface BooleanProps extends Omit<InputFieldProps, 'value'> {
  value: boolean;
}

function YesOrNo({ input, value, error, onChange }: BooleanProps) {
  const id = useId();
  return (
    <div className={styles.group}>
      <label className={styles.check}>
        <input type="checkbox" checked={value} aria-describedby={id} onChange={(event) => onChange(event.target.checked)} />
        {input.label}
      </label>
      <Notes id={id} hint={input.description} error={error} />
    </div>
  );
}

interface ManyProps extends Omit<InputFieldProps, 'value'> {
  value: readonly string[];
}

function AnyOf({ input, value, error, onChange }: ManyProps) {
  const id = useId();
  return (
    <fieldset className={styles.group} aria-describedby={id}>
      <legend className={styles.legend}>{input.label}</legend>
      <div className={styles.checks}>
        {input.options.map((option) => (
          <label key={option.value} className={styles.check}>
            <input
              type="checkbox"
              checked={value.includes(option.value)}
              onChange={(event) =>
                onChange(event.target.checked ? [...value, option.value] : value.filter((each) => each !== option.value))
              }
            />
            {option.label}
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
