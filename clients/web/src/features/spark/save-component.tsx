import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { LatestVersionDocument, SaveComponentDocument } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { announceRecovery } from '../../graphql/recovery.ts';
import { useResource } from '../../graphql/use-resource.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/fields.tsx';
import { slugOf } from './component-slug.ts';
import { renamed } from './rename-component.ts';
import type { Draft } from './workbench.tsx';
import styles from './workbench.module.css';

export interface SaveComponentProps {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  generation?: string;
  /** The generation could not be verified: whoever saves it has to say that they know, where the draft has not passed since. */
  unverified: boolean;
  passed: boolean;
  /** The version that was edited: a component that is saved keeps its name. */
  base?: number;
  onSaved: (slug: string) => void;
}

/** Saves the draft as the version that the button names. Where somebody was faster, it names the next one, and nothing is lost. */
export function SaveComponent({ draft, onDraft, generation, unverified, passed, base, onSaved }: SaveComponentProps) {
  /** As it is being typed; the files are renamed when it is there. */
  const [name, setName] = useState(draft.name);
  const slug = slugOf(name.trim());
  const latest = useResource(LatestVersionDocument, { variables: { slug } });
  const [saving, save] = useMutation(SaveComponentDocument);
  const [accepts, setAccepts] = useState(false);
  const asks = unverified && !passed;
  const [sent, setSent] = useState<string | null>(null);
  const known = latest.data?.component?.latestVersion.number ?? 0;
  const edit = JSON.stringify([draft, name, accepts]);
  const result = sent === edit ? saving.data?.saveComponent : undefined;
  const fields = result?.__typename === 'InvalidInputError' ? result.fields : [];
  const problemOf = (path: string): string | undefined => fields.find((field) => field.path === path)?.message;
  const elsewhere = fields.filter(({ path }) => !['name', 'description', 'acceptUnverified'].includes(path));
  const overtaken = base !== undefined && known > base;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const whole = renamed(draft, name.trim());
    onDraft(whole);
    setName(whole.name);
    setSent(JSON.stringify([whole, whole.name, accepts]));
    const { description, source, tests, stories } = whole;
    const { data } = await save({
      input: {
        ...{ name: whole.name, description, source, tests, stories, expectedVersion: known },
        ...(generation !== undefined && { generation }),
        ...(unverified && { acceptUnverified: accepts || passed }),
      },
    });
    if (data?.saveComponent.__typename === 'ConflictError') latest.refresh();
    if (data?.saveComponent.__typename !== 'Component') return;
    announce(`${whole.name} is saved as version ${data.saveComponent.latestVersion.number}`);
    announceRecovery('SPARK');
    onSaved(data.saveComponent.slug);
  };

  return (
    <form className={styles.save} onSubmit={(event) => void submit(event)} aria-label="Save the component" noValidate>
      {asks && (
        <label className={styles.accept}>
          <input type="checkbox" checked={accepts} onChange={(event) => setAccepts(event.target.checked)} />
          <span>I have read the code, and save it although it was not verified</span>
        </label>
      )}
      {asks && problemOf('acceptUnverified') !== undefined && (
        <p className={styles.problem} role="alert">
          Say that you have read the code, or have it checked first: none of it has run.
        </p>
      )}
      <Field
        label="Name"
        required
        error={problemOf('name')}
        hint={
          base === undefined && known > 0
            ? `${name.trim()} is there already, at version ${known}: this becomes its next version.`
            : undefined
        }
      >
        {(control) => (
          <TextInput
            {...control}
            value={name}
            readOnly={base !== undefined}
            spellCheck={false}
            onChange={(event) => setName(event.target.value)}
            onBlur={() => onDraft(renamed(draft, name.trim()))}
          />
        )}
      </Field>
      <Field label="What it is for" required error={problemOf('description')}>
        {(control) => (
          <TextInput {...control} value={draft.description} onChange={(event) => onDraft({ ...draft, description: event.target.value })} />
        )}
      </Field>
      <Button look="primary" type="submit" disabled={saving.fetching || latest.loading}>
        {saving.fetching ? 'Saving…' : `Save as version ${known + 1}`}
      </Button>
      {overtaken && (
        <p className={styles.overtaken} role="alert">
          Version {known} was saved while you edited version {base}. Yours becomes version {known + 1}, on top of it.
        </p>
      )}
      {elsewhere.length > 0 && (
        <p className={styles.problem} role="alert">
          {elsewhere.map(({ path, message }) => `${path}: ${message}`).join(' ')}
        </p>
      )}
      {result?.__typename === 'ConflictError' && (
        <p className={styles.problem} role="alert">
          {result.message}
        </p>
      )}
      {(saving.error || result?.__typename === 'ForbiddenError') && (
        <p className={styles.problem} role="alert">
          {saving.error ? failureOf(saving.error)?.message : result && 'message' in result ? result.message : null}
        </p>
      )}
    </form>
  );
}
