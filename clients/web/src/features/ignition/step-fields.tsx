import { Info } from 'lucide-react';
import type { RepositoryHost, TemplatePartsFragment } from '../../graphql/generated/graphql.ts';
import { Field, TextArea, TextInput } from '../../ui/fields.tsx';
import type { Draft } from './draft.ts';
import { InputField } from './input-field.tsx';
import { TokenSetField } from './token-set-field.tsx';
import { inputsOf, type Problem, problemAt, type Step } from './wizard-steps.ts';
import styles from './wizard.module.css';

export interface StepFieldsProps {
  step: Step;
  template: TemplatePartsFragment;
  draft: Draft;
  onChange: (change: Partial<Omit<Draft, 'key'>>) => void;
  problems: readonly Problem[];
  /** Where the repository would be, once that is known. */
  host: RepositoryHost | null;
}

/** They mean something at GitHub alone. */
const GITHUB_INPUTS = ['createRepository', 'repositoryOwner', 'repositoryVisibility'];

/** The questions of one step of the wizard. */
export function StepFields({ step, template, draft, onChange, problems, host }: StepFieldsProps) {
  const { name, description, values } = draft;
  // It was to be at GitHub, and would not be: there is no GitHub.
  const withoutGitHub = host === 'EMBEDDED' && values['createRepository'] === true;
  const inputs = inputsOf(step.name, template.inputs).filter(({ key }) => !(withoutGitHub && GITHUB_INPUTS.includes(key)));
  return (
    <div className={styles.fields}>
      {step.name === 'BASICS' && (
        <>
          <Field
            label="Project name"
            required
            hint="The package, the repository and the addresses are called after it."
            error={problemAt(problems, 'name')}
          >
            {(control) => (
              <TextInput
                {...control}
                autoComplete="off"
                spellCheck={false}
                placeholder="Aurora Shop"
                value={name}
                onChange={(event) => onChange({ name: event.target.value })}
              />
            )}
          </Field>
          <Field label="Project description" error={problemAt(problems, 'description')}>
            {(control) => (
              <TextArea {...control} rows={2} value={description} onChange={(event) => onChange({ description: event.target.value })} />
            )}
          </Field>
        </>
      )}
      {step.name === 'REPOSITORY' && withoutGitHub && (
        <p className={styles.note}>
          <Info size={16} aria-hidden="true" />
          <span>
            WISSIL has no access to GitHub, so IGNITION keeps the repository itself. You clone it and push to it with plain Git and an
            access token as the password.
          </span>
        </p>
      )}
      {inputs.map((input) => {
        const Control = input.key === 'tokenSet' ? TokenSetField : InputField;
        return (
          <Control
            key={input.key}
            input={input}
            value={values[input.key]}
            error={problemAt(problems, `inputs.${input.key}`)}
            onChange={(value) => onChange({ values: { ...values, [input.key]: value } })}
          />
        );
      })}
    </div>
  );
}
