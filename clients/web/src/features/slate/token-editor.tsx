import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { UpdateTokenDocument } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { announceRecovery } from '../../graphql/recovery.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextArea, TextInput } from '../../ui/fields.tsx';
import styles from './slate.module.css';
import type { DetailedToken } from './token-details.tsx';
import { editableText, parseValue } from './token-value.ts';

/** The editor was asked for: its first field is where the person goes on. */
const focusOnMount = (element: HTMLElement | null): void => element?.focus();

/** Changes value and description in place. SLATE judges the value; what it finds stands beside the field. */
export function TokenEditor({ token }: { token: DetailedToken }) {
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState('');
  const [description, setDescription] = useState('');
  const [saving, update] = useMutation(UpdateTokenDocument);

  const result = saving.data?.updateToken;
  const fields = result?.__typename === 'InvalidInputError' ? result.fields : [];
  const fieldError = (path: string): string | undefined => fields.find((field) => field.path.split(/[.[]/).includes(path))?.message;
  const named = fieldError('value') ?? fieldError('description');
  const general = saving.error
    ? failureOf(saving.error)?.message
    : result && 'message' in result && named === undefined
      ? result.message
      : undefined;

  const begin = (): void => {
    setValue(editableText(token.value));
    setDescription(token.description ?? '');
    setOpen(true);
  };
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data } = await update({
      input: {
        id: token.id,
        value: value === editableText(token.value) ? token.value : parseValue(value, token.value),
        description,
        expectedVersion: token.version,
      },
    });
    if (data?.updateToken.__typename !== 'Token') return;
    announce(`${token.path} saved`);
    setOpen(false);
    // What follows this token has changed with it.
    announceRecovery('SLATE');
  };

  if (!open) {
    return (
      <Button onClick={begin} className={styles.edit}>
        Edit token
      </Button>
    );
  }
  const multiline = value.includes('\n');
  return (
    <form className={styles.editor} onSubmit={(event) => void save(event)} aria-label={`Edit ${token.path}`}>
      <Field
        label="Value"
        required
        error={fieldError('value') ?? (fieldError('description') ? undefined : general)}
        hint="A literal, or an alias in braces, as in {color.slate.500}"
      >
        {(control) =>
          multiline ? (
            <TextArea {...control} rows={6} value={value} onChange={(event) => setValue(event.target.value)} spellCheck={false} />
          ) : (
            <TextInput
              {...control}
              ref={focusOnMount}
              value={value}
              onChange={(event) => setValue(event.target.value)}
              spellCheck={false}
            />
          )
        }
      </Field>
      <Field label="Description" error={fieldError('description')}>
        {(control) => <TextArea {...control} rows={2} value={description} onChange={(event) => setDescription(event.target.value)} />}
      </Field>
      <div className={styles.editorActions}>
        <Button look="quiet" onClick={() => setOpen(false)}>
          Cancel
        </Button>
        <Button look="primary" type="submit" disabled={saving.fetching}>
          {saving.fetching ? 'Saving…' : 'Save token'}
        </Button>
      </div>
    </form>
  );
}
