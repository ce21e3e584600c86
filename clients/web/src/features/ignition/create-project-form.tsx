import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { failureOf } from '../../graphql/failure.ts';
import { CreateProjectDocument, type TemplatePartsFragment } from '../../graphql/generated/graphql.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextArea, TextInput } from '../../ui/fields.tsx';
import styles from './ignition.module.css';
import { InputField } from './input-field.tsx';
import { initialValues, STEPS, submittedValues } from './template-inputs.ts';

export interface CreateProjectFormProps {
  template: TemplatePartsFragment;
  onCancel: () => void;
  onCreated: (projectId: string) => void;
}

/** The template's own inputs as a form, step by step. IGNITION judges them; what it finds stands beside the field. */
export function CreateProjectForm({ template, onCancel, onCreated }: CreateProjectFormProps) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [values, setValues] = useState(() => initialValues(template.inputs));
  const [creation, create] = useMutation(CreateProjectDocument);
  const form = useRef<HTMLFormElement>(null);

  const result = creation.data?.createProject;
  const fields = result?.__typename === 'InvalidInputError' ? result.fields : [];
  const errorOf = (key: string): string | undefined => fields.find(({ path }) => path === key || path.endsWith(`.${key}`))?.message;
  const shown = new Set(['name', 'description', ...template.inputs.map(({ key }) => key)]);
  const elsewhere = fields.filter(({ path }) => ![...shown].some((key) => path === key || path.endsWith(`.${key}`)));
  const general = creation.error
    ? failureOf(creation.error)?.message
    : result && 'message' in result && fields.length === 0
      ? result.message
      : elsewhere.length > 0
        ? elsewhere.map(({ path, message }) => `${path}: ${message}`).join(' ')
        : undefined;

  useEffect(() => {
    if (creation.data) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [creation.data]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data } = await create({
      input: { name, description: description || null, template: template.slug, inputs: submittedValues(template.inputs, values) },
    });
    const created = data?.createProject;
    if (created?.__typename !== 'Project') return;
    announce(`${created.name} created`);
    onCreated(created.id);
  };

  return (
    <form ref={form} className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      <header className={styles.formHead}>
        <h2>New {template.name}</h2>
        <p>{template.description}</p>
      </header>
      <div className={styles.formBody}>
        {STEPS.map(({ step, title }, index) => {
          const inputs = template.inputs.filter((input) => input.step === step);
          if (step !== 'BASICS' && inputs.length === 0) return null;
          return (
            <fieldset key={step} className={styles.step}>
              <legend>
                <span className="numeric">{index + 1}</span>
                {title}
              </legend>
              {step === 'BASICS' && (
                <>
                  <Field label="Project name" required error={errorOf('name')}>
                    {(control) => (
                      <TextInput {...control} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
                    )}
                  </Field>
                  <Field label="Project description" error={errorOf('description')}>
                    {(control) => (
                      <TextArea {...control} rows={2} value={description} onChange={(event) => setDescription(event.target.value)} />
                    )}
                  </Field>
                </>
              )}
              {inputs
                .filter(({ key }) => key !== 'name' && key !== 'description')
                .map((input) => (
                  <InputField
                    key={input.key}
                    input={input}
                    value={values[input.key]}
                    error={errorOf(input.key)}
                    onChange={(value) => setValues((before) => ({ ...before, [input.key]: value }))}
                  />
                ))}
            </fieldset>
          );
        })}
      </div>
      <footer className={styles.formFoot}>
        <p className={styles.formError} role="alert">
          {general}
        </p>
        <Button look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button look="primary" type="submit" disabled={creation.fetching}>
          {creation.fetching ? 'Creating…' : 'Create project'}
        </Button>
      </footer>
    </form>
  );
}
