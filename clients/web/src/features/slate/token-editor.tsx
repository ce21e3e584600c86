import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { UpdateTokenDocument } from '../../graphql/generated/graphql.ts';
import { failureOf } from '../../graphql/failure.ts';
import { announceRecovery } from '../../graphql/recovery.ts';
import { announce } from '../../ui/announcer.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextArea, TextInput } from '../../ui/fields.tsx';
import { SavePreview } from './save-preview.tsx';
import styles from './slate.module.css';
import type { DetailedToken } from './token-details.tsx';
import { TokenConflict } from './token-conflict.tsx';
import { editableText, parseValue } from './token-value.ts';
import { useUpdatePreview } from './use-update-preview.ts';
import { VALUE_HINTS } from './value-hints.ts';

/** The editor was asked for: its first field is where the person goes on. */
const focusOnMount = (element: HTMLElement | null): void => element?.focus();

/** Changes value and description in place; SLATE says before saving what is wrong, what changes with it and what breaks. */
export function TokenEditor({ token }: { token: DetailedToken }) {
  const [open, setOpen] = useState(false);
  if (open) return <Editor token={token} onClose={() => setOpen(false)} />;
  return (
    <Button onClick={() => setOpen(true)} className={styles.edit}>
      Edit token
    </Button>
  );
}

function Editor({ token, onClose }: { token: DetailedToken; onClose: () => void }) {
  /** The token that the person looks at while typing. */
  const [base, setBase] = useState(token);
  const [value, setValue] = useState(() => editableText(token.value));
  const [description, setDescription] = useState(token.description ?? '');
  const [note, setNote] = useState('');
  /** The edit that the person said yes to, and the one that was sent. */
  const [accepted, setAccepted] = useState<string | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const [saving, update] = useMutation(UpdateTokenDocument);

  const written = value === editableText(base.value) ? base.value : parseValue(value, base.value);
  const changed = value !== editableText(base.value) || description.trim() !== (base.description ?? '');
  const edit = JSON.stringify([written, description, note]);
  const result = sent === edit ? saving.data?.updateToken : undefined;
  const state = useUpdatePreview(changed ? { id: token.id, value: written, description } : null);
  const problems: { path: string; message: string }[] = result?.__typename === 'InvalidInputError' ? [...result.fields] : [];
  if (changed) problems.push(...(state.preview?.problems ?? []));
  const problemOf = (field: string): string | undefined => sentences(problems.filter(({ path }) => path.split(/[.[]/)[0] === field));
  const conflict = token.version !== base.version && !saving.fetching && result?.__typename !== 'Token';
  const general =
    saving.error && sent === edit ? failureOf(saving.error)?.message : result?.__typename === 'NotFoundError' ? result.message : refusal();
  const breaking = state.preview?.breaking === true && state.preview.problems.length === 0;
  const sure = accepted === value + description;

  function refusal(): string | undefined {
    if (result?.__typename === 'ForbiddenError') return result.message;
    return result?.__typename === 'ConflictError' && !conflict && token.version === base.version ? result.message : undefined;
  }

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setSent(edit);
    const { data } = await update({
      input: { id: token.id, value: written, description, note, expectedVersion: base.version, refuseBreaking: !sure },
    });
    // A conflict shows as such once the token is here as it is now; and what follows this one has changed with it.
    if (data?.updateToken.__typename === 'ConflictError' || data?.updateToken.__typename === 'Token') announceRecovery('SLATE');
    if (data?.updateToken.__typename !== 'Token') return;
    announce(`${token.path} saved`);
    onClose();
  };

  return (
    <form className={styles.editor} onSubmit={(event) => void save(event)} aria-label={`Edit ${token.path}`}>
      {conflict && (
        <TokenConflict
          token={token}
          onKeep={() => setBase(token)}
          onTake={() => {
            setBase(token);
            setValue(editableText(token.value));
            setDescription(token.description ?? '');
          }}
        />
      )}
      <Field
        label="Value"
        required
        error={problemOf('value')}
        hint={`${VALUE_HINTS[token.type]}; or an alias in braces: {${token.alias?.path ?? 'color.slate.500'}}`}
      >
        {(control) =>
          editableText(base.value).includes('\n') || value.includes('\n') ? (
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
      <Field label="Description" error={problemOf('description')}>
        {(control) => <TextArea {...control} rows={2} value={description} onChange={(event) => setDescription(event.target.value)} />}
      </Field>
      {changed && (
        <>
          <SavePreview state={state} sure={sure} onSure={(yes) => setAccepted(yes ? value + description : null)} />
          <Field label="Why" hint="It stands in the release." error={problemOf('note')}>
            {(control) => <TextInput {...control} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />}
          </Field>
        </>
      )}
      {general && (
        <p className={styles.problem} role="alert">
          {general}
        </p>
      )}
      <div className={styles.editorActions}>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button look="primary" type="submit" disabled={saving.fetching || conflict || (breaking && !sure)}>
          {saving.fetching ? 'Saving…' : 'Save token'}
        </Button>
      </div>
    </form>
  );
}

function sentences(problems: readonly { message: string }[]): string | undefined {
  return problems.length === 0 ? undefined : [...new Set(problems.map(({ message }) => message))].join(' ');
}
